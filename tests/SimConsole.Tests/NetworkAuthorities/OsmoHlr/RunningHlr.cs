using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>The real <c>osmo-hlr</c>, on a loopback address of its own, with a database of its own. Disposal ends it.</summary>
internal sealed class RunningHlr : IAsyncDisposable
{
    private static int _last = Environment.ProcessId % 200;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simconsole-hlr-");
    private Process? _process;

    private RunningHlr() => Address = $"127.0.{20 + Environment.ProcessId % 200}.{1 + Interlocked.Increment(ref _last) % 250}";

    public string Address { get; }

    /// <summary>Its database, which nobody else may write: it fails what it cannot write at once.</summary>
    public string DatabasePath => Path.Combine(_folder.FullName, "hlr.db");

    private string Kept => Path.Combine(_folder.FullName, "kept.db");

    /// <summary>Whether the program is on this machine.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "osmo-hlr")));

    public static async Task<RunningHlr> StartAsync()
    {
        Assert.SkipUnless(IsInstalled, "osmo-hlr is not installed: 'sudo apt-get install osmo-hlr'.");
        var hlr = new RunningHlr();
        await File.WriteAllTextAsync(
            Path.Combine(hlr._folder.FullName, "hlr.cfg"),
            $"log stderr\n logging filter all 1\n logging level main notice\nline vty\n bind {hlr.Address}\nctrl\n bind {hlr.Address}\nhlr\n gsup\n  bind ip {hlr.Address}\n",
            TestContext.Current.CancellationToken);
        await hlr.StartAgainAsync();
        return hlr;
    }

    /// <summary>Ends it without a warning.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it on what it kept, and waits until it listens.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("osmo-hlr", ["-c", "hlr.cfg", "-l", "hlr.db"]) { WorkingDirectory = _folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Wait.UntilAsync(async () =>
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(Address, 4259, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    /// <summary>Copies the database of an HLR that does not run, to be put back later.</summary>
    public void KeepCopy() => Copy(DatabasePath, Kept);

    /// <summary>Puts the copy back in the place of what an HLR that does not run has written since.</summary>
    public void PutCopyBack() => Copy(Kept, DatabasePath);

    /// <summary>Stops it in the middle of what it does, or lets it go on: it takes connections meanwhile, and answers nothing.</summary>
    public Task SignalAsync(string signal) => Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]).WaitForExitAsync();

    /// <summary>The client's end of each connection to the control interface on which something has come that it has not read.</summary>
    public async Task<IReadOnlyList<string>> UnreadAsync()
    {
        var local = $"{string.Concat(Address.Split('.').Reverse().Select(part => byte.Parse(part, CultureInfo.InvariantCulture).ToString("X2", CultureInfo.InvariantCulture)))}:{4259:X4}";
        var lines = await File.ReadAllLinesAsync("/proc/net/tcp", TestContext.Current.CancellationToken);
        const string Listening = "0A";
        return [.. from line in lines.Skip(1)
                   let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                   where fields[1] == local && fields[3] != Listening && !fields[4].EndsWith(":00000000", StringComparison.Ordinal)
                   select fields[2]];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Copies a database with what SQLite keeps beside it.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(to + suffix);
            if (File.Exists(from + suffix))
            {
                File.Copy(from + suffix, to + suffix);
            }
        }
    }
}
