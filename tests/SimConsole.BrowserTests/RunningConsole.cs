using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SimConsole.BrowserTests;

/// <summary>The real console in a process of its own, on an own database and a free port. Disposal ends it and removes what it kept.</summary>
public sealed partial class RunningConsole : IAsyncDisposable
{
    public const string UserName = "admin";
    public const string Password = "a long enough password";
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string AuthToken = "0123456789abcdef0123456789abcdef";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private RunningConsole(Process process, DirectoryInfo folder, string address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>Where it serves, without a slash at the end.</summary>
    public string Address { get; }

    public static async Task<RunningConsole> StartAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("simconsole-browser-");
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var root = bin;
        while (!File.Exists(Path.Combine(root.FullName, "SimConsole.sln")))
        {
            root = root.Parent!;
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(bin.Parent!.Parent!.FullName, "SimConsole", bin.Name, "SimConsole.dll"), .. arguments])
        {
            WorkingDirectory = root.FullName,
            RedirectStandardOutput = true,
        };
        start.Environment["Urls"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__SimConsole"] = $"Data Source={Path.Combine(folder.FullName, "simconsole.db")}";
        start.Environment["Admin__UserName"] = UserName;
        start.Environment["Admin__Password"] = Password;
        start.Environment["Account__Sid"] = AccountSid;
        start.Environment["Account__AuthToken"] = AuthToken;
        start.Environment["Network__Simulated__Delay"] = "00:00:00.500";
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Served().Match(line) is { Success: true } served)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new RunningConsole(process, folder, served.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"The console ended with {process.ExitCode} before it served.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex("SimConsole serves (http://[0-9.:]+)")]
    private static partial Regex Served();
}
