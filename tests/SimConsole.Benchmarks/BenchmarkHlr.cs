using System.Diagnostics;
using System.Net.Sockets;

namespace SimConsole.Benchmarks;

/// <summary>A real <c>osmo-hlr</c> on a loopback address of its own, its database in memory. Disposal ends it.</summary>
internal sealed class BenchmarkHlr : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private BenchmarkHlr(DirectoryInfo folder, Process process) => (_folder, _process) = (folder, process);

    public string Address { get; } = OwnAddress;

    private static string OwnAddress => $"127.0.{1 + Environment.ProcessId / 250 % 250}.{2 + Environment.ProcessId % 250}";

    public static async Task<BenchmarkHlr> StartAsync()
    {
        var memory = new DirectoryInfo("/dev/shm");
        if (!memory.Exists)
        {
            throw new InvalidOperationException("There is no /dev/shm; the HLR's database shall be in memory.");
        }

        var folder = memory.CreateSubdirectory($"simconsole-hlr-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "hlr.cfg"),
            $"log stderr\n logging filter all 1\n logging level main notice\nline vty\n bind {OwnAddress}\nctrl\n bind {OwnAddress}\nhlr\n gsup\n  bind ip {OwnAddress}\n");
        var start = new ProcessStartInfo("osmo-hlr", ["-c", "hlr.cfg", "-l", "hlr.db"]) { WorkingDirectory = folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
        var hlr = new BenchmarkHlr(folder, Process.Start(start)!);
        hlr._process.BeginErrorReadLine();
        hlr._process.BeginOutputReadLine();
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(hlr.Address, 4259);
                return hlr;
            }
            catch (SocketException) when (clock.Elapsed < Longest)
            {
                await Task.Delay(25);
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
}
