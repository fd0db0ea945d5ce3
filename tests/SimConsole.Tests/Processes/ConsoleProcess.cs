using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SimConsole.Tests.Processes;

/// <summary>The console as it was built, in a process of its own, on the database of a test. Disposal kills it.</summary>
internal sealed partial class ConsoleProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

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
    public bool Serves => Output.Contains("SimConsole serves", StringComparison.Ordinal);

    /// <summary>Where it serves, once it does.</summary>
    public Uri Address => new(Served().Match(Output).Groups[1].Value);

    public static ConsoleProcess Start(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(bin.Parent!.Parent!.FullName, "SimConsole", bin.Name, "SimConsole.dll")])
        {
            WorkingDirectory = ProjectDirectory(bin),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string, string)[] own =
        [
            ("Urls", "http://127.0.0.1:0"),
            ("Database:Provider", database.Provider),
            ("ConnectionStrings:SimConsole", database.ConnectionString),
            ("Network:Authority", "Simulated"),
        ];
        foreach (var (key, value) in own.Concat(settings))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var console = new ConsoleProcess(new Process { StartInfo = start });
        console._process.OutputDataReceived += (_, line) => console.Note(line.Data);
        console._process.ErrorDataReceived += (_, line) => console.Note(line.Data);
        console._process.Start();
        console._process.BeginOutputReadLine();
        console._process.BeginErrorReadLine();
        return console;
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
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(token);
        return _process.ExitCode;
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

    private static string ProjectDirectory(DirectoryInfo? below)
    {
        while (below is not null && !File.Exists(Path.Combine(below.FullName, "SimConsole.sln")))
        {
            below = below.Parent;
        }

        return below!.FullName;
    }

    [GeneratedRegex("SimConsole serves (http://[0-9.:]+)")]
    private static partial Regex Served();

    private void Note(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
