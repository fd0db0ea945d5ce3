using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SimConsole.BrowserTests;

/// <summary>The real console in a process of its own, on an own database and a free port. Disposal ends it and removes what it kept.</summary>
public sealed partial class RunningConsole : IAsyncDisposable
{
    public const string UserName = "admin";
    public const string Password = "a password of the tests";
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string AuthToken = "0123456789abcdef0123456789abcdef";

    private readonly DirectoryInfo _folder;
    private readonly TaskCompletionSource<string> _madeUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process _process = null!;

    private RunningConsole(DirectoryInfo folder) => _folder = folder;

    /// <summary>The folder of the repository.</summary>
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>Where it serves, without a slash at the end.</summary>
    public string Address { get; private set; } = "http://127.0.0.1:0";

    /// <summary>The same by a name: browsers use passkeys under no number.</summary>
    public string AddressByName => Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>The password that a start has made up, where it is configured with an empty one.</summary>
    public Task<string> MadeUpPassword => _madeUp.Task;

    /// <summary>The connection string of its database.</summary>
    public string Database => $"Data Source={Path.Combine(_folder.FullName, "simconsole.db")}";

    public static async Task<RunningConsole> StartAsync(params string[] arguments)
    {
        var console = new RunningConsole(Directory.CreateTempSubdirectory("simconsole-browser-"));
        await console.RunAsync(arguments);
        return console;
    }

    /// <summary>Ends the process in the middle of whatever it does.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    /// <summary>Starts it again at the same address, on what it kept.</summary>
    public Task StartAgainAsync() => RunAsync();

    /// <summary>A client of the API with the account's credentials, or with others.</summary>
    public HttpClient Program(string user = AccountSid, string password = AuthToken)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return client;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(bin.Parent!.Parent!.FullName, "SimConsole", bin.Name, "SimConsole.dll"), .. arguments])
        {
            WorkingDirectory = Root.FullName,
            RedirectStandardOutput = true,
        };
        start.Environment["Urls"] = Address;
        start.Environment["ConnectionStrings__SimConsole"] = Database;
        start.Environment["Admin__UserName"] = UserName;
        start.Environment["Admin__Password"] = Password;
        start.Environment["SecondFactor__RequiredFor"] = "None";
        start.Environment["Account__Sid"] = AccountSid;
        start.Environment["Account__AuthToken"] = AuthToken;
        start.Environment["Network__Simulated__Delay"] = "00:00:00.500";

        // What people see is the same whatever language the machine speaks.
        start.Environment["LC_ALL"] = "de_DE.UTF-8";

        // It lives for seconds: measuring what to compile better costs more than it saves.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Served().Match(line) is { Success: true } served)
            {
                _ = PassErrorsOnAsync(_process.StandardOutput);
                Address = served.Groups[1].Value;
                return;
            }
        }

        await _process.WaitForExitAsync();
        throw new InvalidOperationException($"The console ended with {_process.ExitCode} before it served.");
    }

    private static DirectoryInfo FindRoot()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SimConsole.sln")))
        {
            root = root.Parent!;
        }

        return root;
    }

    /// <summary>Shows what the console logs as an error, and the line that says which: without it a failed journey cannot be explained.</summary>
    private async Task PassErrorsOnAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (MadeUp().Match(line) is { Success: true } madeUp)
            {
                _madeUp.TrySetResult(madeUp.Groups[1].Value);
            }

            if (line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal))
            {
                await Console.Error.WriteLineAsync($"{line} {await output.ReadLineAsync()} {await output.ReadLineAsync()}");
            }
        }
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

    [GeneratedRegex("Sign in as admin with the password ([a-z0-9]+)")]
    private static partial Regex MadeUp();
}
