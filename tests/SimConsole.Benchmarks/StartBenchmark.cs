using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SimConsole.Benchmarks;

/// <summary>A published build on a large base, from the start of its process to the first page, beside an empty ASP.NET app.</summary>
internal static class StartBenchmark
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Options options)
    {
        var (all, repeat) = (options.Number("base", 1_000_000), options.Number("repeat", 3));
        var published = Directory.CreateTempSubdirectory("simconsole-bench-publish-").FullName;
        var file = await SampleBase.CopyAsync(all);
        try
        {
            await PublishAsync(published);
            string[] console = [Path.Combine(published, "SimConsole.dll"), $"--ConnectionStrings:SimConsole=Data Source={file}"];
            string[] empty = [typeof(StartFloor).Assembly.Location, StartFloor.Name];

            // The first start makes the first administrator, and brings both programs into the page cache.
            await SecondsAsync(published, console, "/sign-in");
            await SecondsAsync(published, empty, "/");
            var report = new Report("start", "run", "s", "floor s", "more s");
            var runs = new List<(double Console, double Floor)>();
            for (var run = 1; run <= repeat; run++)
            {
                var (seconds, floor) = (await SecondsAsync(published, console, "/sign-in"), await SecondsAsync(published, empty, "/"));
                runs.Add((seconds, floor));
                report.Row(run, seconds, floor, seconds - floor);
            }

            var (median, floorMedian) = (Report.Median(runs.Select(r => r.Console)), Report.Median(runs.Select(r => r.Floor)));
            report.Print(("base", all), ("seconds", median), ("floor_seconds", floorMedian), ("ratio", median / floorMedian), ("more_seconds", median - floorMedian));
        }
        finally
        {
            SampleBase.Delete(file);
            Directory.Delete(published, recursive: true);
        }
    }

    private static async Task PublishAsync(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SimConsole.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The repository is not above this program.");
        }

        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root.FullName, "SimConsole.csproj"), "-c", "Release", "-o", folder, "-v", "quiet"]))!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException("The console could not be published.");
        }
    }

    /// <summary>Seconds from the start of the process to the first answer 200.</summary>
    private static async Task<double> SecondsAsync(string folder, string[] program, string page)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet", program) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["Urls"] = address;
        using var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        try
        {
            while (!await AnswersAsync(client, address + page))
            {
                if (process.HasExited || clock.Elapsed > Longest)
                {
                    throw new InvalidOperationException($"{program[0]} does not answer.");
                }

                await Task.Delay(Pause);
            }

            return clock.Elapsed.TotalSeconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
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
