using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.NETCore.Client;

namespace SimConsole.Benchmarks;

/// <summary>A program in a process of its own that serves on a free port. Disposal kills it.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The keyword GCHeapCollect of the runtime's events. Source: .NET, "CLR ETW keywords and levels".</summary>
    private const long HeapCollect = 0x800000;

    private readonly Process _process;

    private ServedProgram(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>The memory that it holds now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The time of processors that it has taken so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>
    /// What lives on the heap of a console, in bytes: it is made to collect everything, and its metrics say what was left. The working set has what the collector keeps
    /// room for besides, which is another number on each machine.
    /// </summary>
    public async Task<long> LiveAsync()
    {
        // Asking for a snapshot of the heap collects everything first; the snapshot itself is thrown away.
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", System.Diagnostics.Tracing.EventLevel.Informational, HeapCollect);
        using (var session = await new DiagnosticsClient(_process.Id).StartEventPipeSessionAsync([provider], requestRundown: false, circularBufferMB: 64, CancellationToken.None))
        {
            var read = session.EventStream.CopyToAsync(Stream.Null);
            await session.StopAsync(CancellationToken.None);
            await read;
        }

        using var client = new HttpClient();
        return (await client.GetStringAsync($"{Address}/metrics")).Split('\n')
            .Where(line => line.StartsWith("dotnet_gc_last_collection_heap_size_bytes{", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Publishes the console of this repository.</summary>
    public static async Task PublishConsoleAsync(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SimConsole.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The repository is not above this program.");
        }

        string[] arguments = ["-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", folder, "-v", "quiet"];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root.FullName, "SimConsole.csproj"), .. arguments]))!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException("The console could not be published.");
        }
    }

    /// <summary>Starts a program and waits until <paramref name="page"/> answers 200.</summary>
    public static async Task<ServedProgram> StartAsync(string folder, string[] program, string page)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet", program) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["Urls"] = address;
        start.Environment["Api__RateLimit__RequestsPerSecond"] = "1000000";
        var served = new ServedProgram(Process.Start(start)!, address);
        served._process.BeginOutputReadLine();
        while (!await AnswersAsync(client, address + page))
        {
            if (served._process.HasExited || clock.Elapsed > Longest)
            {
                await served.DisposeAsync();
                throw new InvalidOperationException($"{program[0]} does not answer.");
            }

            await Task.Delay(Pause);
        }

        return served;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string page)
    {
        try
        {
            using var answer = await client.GetAsync(page);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
