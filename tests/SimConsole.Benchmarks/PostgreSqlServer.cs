using System.Diagnostics;
using System.Globalization;

namespace SimConsole.Benchmarks;

/// <summary>
/// A PostgreSQL server of the benchmark's own: reached by a socket in its folder, with the server's own settings of durability, which are those of a server
/// that nobody has told anything: every commit is on the disk. Its folder is kept for its bases; disposal, or the end of the process, ends the server.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    // Whom PostgreSQL refuses to run as.
    private const string Root = "root";

    private readonly string _programs;
    private readonly string _folder;
    private bool _ended;

    private PostgreSqlServer(string programs, string folder) => (_programs, _folder) = (programs, folder);

    public string ConnectionString => $"Host={_folder};Username=postgres;Database=postgres";

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var programs = Programs() ?? throw new InvalidOperationException("PostgreSQL is not here: install Debian's package postgresql, or name a server with --server.");
        var version = Path.GetFileName(Path.GetDirectoryName(programs))!;
        var server = new PostgreSqlServer(programs, Path.Combine(Path.GetTempPath(), $"simconsole-bench-postgresql-{version}"));
        await RunAsync("mkdir", "-p", "-m", "700", server._folder);
        if (!Directory.Exists(server.Data))
        {
            await RunAsync(server.Program("initdb"), "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8");
        }

        if (await TryAsync(server.Program("pg_ctl"), "-D", server.Data, "-s", "status"))
        {
            throw new InvalidOperationException($"Another benchmark runs on {server.Data}. Wait for its end, or end its server: {server.Program("pg_ctl")} -D {server.Data} stop");
        }

        var options = string.Create(CultureInfo.InvariantCulture, $"-k {server._folder} -c listen_addresses='' -c shared_buffers=512MB");
        await RunAsync(server.Program("pg_ctl"), "-D", server.Data, "-l", Path.Combine(server._folder, "log"), "-s", "-w", "-o", options, "start");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.EndAsync().Wait();
        return server;
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await RunAsync(Program("pg_ctl"), "-D", Data, "-s", "-w", "-m", "fast", "stop");
        }
    }

    /// <summary>The folder of the newest version's programs, as Debian installs them.</summary>
    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin")).FirstOrDefault()
        : null;

    private string Program(string name) => Path.Combine(_programs, name);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        if (!await TryAsync(program, arguments))
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
        }
    }

    private static async Task<bool> TryAsync(string program, params string[] arguments)
    {
        var start = Environment.UserName == Root ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
