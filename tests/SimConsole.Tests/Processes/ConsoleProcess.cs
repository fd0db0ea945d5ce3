using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace SimConsole.Tests.Processes;

/// <summary>The console as it was built, in a process of its own, on the database of a test. Disposal kills it.</summary>
internal sealed partial class ConsoleProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<string> _errors = [];

    private ConsoleProcess(Process process) => _process = process;

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Whether it has said that it serves.</summary>
    public bool Serves => Served().IsMatch(Output);

    /// <summary>Where it serves, once it does.</summary>
    public Uri Address => new(Served().Match(Output).Groups[1].Value);

    public static ConsoleProcess Start(TestDatabase database, params (string Key, string Value)[] settings) => Start(database, [], settings);

    /// <summary>Starts it with options on its command line.</summary>
    public static ConsoleProcess Start(TestDatabase database, IReadOnlyList<string> arguments, params (string Key, string Value)[] settings)
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(bin.Parent!.Parent!.FullName, "SimConsole", bin.Name, "SimConsole.dll"), .. arguments])
        {
            WorkingDirectory = ProjectDirectory(bin),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string, string)[] own =
        [
            ("Urls", "http://127.0.0.1:0"),
            ("Database:Provider", database.Provider),
            ("ConnectionStrings:SimConsole", database.ConnectionStringOfOthers),
            ("Audit:KeyFile", TestDatabase.AuditKeyFile),
            ("Network:Authority", "Simulated"),
        ];
        foreach (var (key, value) in own.Concat(settings))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Start(start);
    }

    /// <summary>Starts a program whose output and errors are redirected.</summary>
    public static ConsoleProcess Start(ProcessStartInfo start)
    {
        var console = new ConsoleProcess(new Process { StartInfo = start });
        console._process.OutputDataReceived += (_, line) => console.Note(line.Data);
        console._process.ErrorDataReceived += (_, line) => console.NoteError(line.Data);
        console._process.Start();
        console._process.BeginOutputReadLine();
        console._process.BeginErrorReadLine();
        return console;
    }

    /// <summary>Waits until it serves, and gives its address.</summary>
    public async Task<string> ServesAsync()
    {
        await UntilAsync(() => Serves);
        return Address.OriginalString;
    }

    /// <summary>Waits for what this process is to do. Where it has ended instead, or never does it, the failure has what it wrote.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        try
        {
            await Wait.UntilAsync(async () => await condition() || _process.HasExited, what);
            Assert.True(await condition(), $"The process ended before this came true: {what}");
        }
        catch (XunitException failure)
        {
            throw new XunitException($"{failure.Message}\n{Output}", failure);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string)"/>
    public Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until it has ended by itself, and gives its exit code and every line that it wrote as an error.</summary>
    public async Task<(int ExitCode, IReadOnlyList<string> Errors)> EndsAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Wait.Limit);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, _errors);
    }

    /// <summary>Ends it in the middle of whatever it does: no handler, no flush, no goodbye.</summary>
    public void Kill()
    {
        Assert.False(_process.HasExited, $"The process ended by itself:\n{Output}");
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to stop, as a service manager does, and gives its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken token)
    {
        Terminate();
        await _process.WaitForExitAsync(token);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, and does not wait for it.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    internal static string ProjectDirectory(DirectoryInfo? below)
    {
        while (below is not null && !File.Exists(Path.Combine(below.FullName, "SimConsole.sln")))
        {
            below = below.Parent;
        }

        return below!.FullName;
    }

    private void NoteError(string? line)
    {
        if (line is not null)
        {
            _errors.Add(line);
            Note(line);
        }
    }

    private void Note(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    [GeneratedRegex("SimConsole serves (http://[0-9.:]+)")]
    private static partial Regex Served();
}
