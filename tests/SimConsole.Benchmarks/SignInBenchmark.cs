using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SimConsole.Benchmarks;

/// <summary>Programs that fetch Sims while strangers try passwords: five hundred a second, from many networks, so that no limit of one network stops them all.</summary>
internal static partial class SignInBenchmark
{
    private const int Clients = 4;

    public static async Task RunAsync(Options options)
    {
        var (all, rate, networks, time) = (options.Number("base", 100_000), options.Number("rate", 500), options.Number("networks", 250), TimeSpan.FromSeconds(options.Number("seconds", 15)));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        using var published = await PublishedConsole.MakeAsync();
        await using var database = await engine.CopyAsync(all);
        await using var console = await ServedProgram.StartAsync(published.Folder, published.Program(database, [.. ApiClient.Settings, "--Admin:Password=a password of a benchmark"]), "/health");
        using var client = ApiClient.Open(console.Address, Clients);
        using var page = JsonDocument.Parse(await client.GetStreamAsync("/v1/Sims?PageSize=1000"));
        string[] sids = [.. page.RootElement.GetProperty("sims").EnumerateArray().Select(sim => sim.GetProperty("sid").GetString()!)];
        await FetchAsync(client, sids, TimeSpan.FromSeconds(5));

        var alone = await FetchAsync(client, sids, time);
        using var stop = new CancellationTokenSource();
        var trying = TryAsync(console.Address, rate, networks, stop.Token);
        var meanwhile = await FetchAsync(client, sids, time);
        await stop.CancelAsync();
        var (tried, compared) = await trying;

        var report = new Report("sign-in", "", "GETs a second", "p95 ms");
        report.Row("alone", alone.Rate, alone.P95);
        report.Row("while passwords are tried", meanwhile.Rate, meanwhile.P95);
        report.Print(
            ("database", engine.Name), ("base", all), ("sign_ins_per_second", tried / time.TotalSeconds), ("compared_per_second", compared / time.TotalSeconds),
            ("p95_alone_ms", alone.P95), ("p95_ms", meanwhile.P95), ("ratio", meanwhile.P95 / alone.P95));
    }

    private static async Task<(double Rate, double P95)> FetchAsync(HttpClient client, string[] sids, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, Clients).Select(c => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (var i = c; clock.Elapsed < time; i += Clients)
            {
                mine.Add(await ApiClient.OneAsync(() => client.GetAsync($"/v1/Sims/{sids[i % sids.Length]}")));

                // Not as many as there can be: how long one takes is asked.
                await Task.Delay(5);
            }

            return mine;
        })));
        return ApiClient.Figures([.. times.SelectMany(t => t)], clock.Elapsed);
    }

    /// <summary>Tries passwords at a steady rate. Gives how many were tried, and of how many the password was compared.</summary>
    private static async Task<(int Tried, int Compared)> TryAsync(string address, int rate, int networks, CancellationToken stop)
    {
        var cookies = new CookieContainer();
        using var first = Open(address, 1, cookies);
        var fields = Hidden().Matches(await first.GetStringAsync("/sign-in", stop)).DistinctBy(field => field.Groups[1].Value).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
        var strangers = Enumerable.Range(2, networks).Select(network => Open(address, network, cookies)).ToList();
        var (tried, compared, clock, open) = (0, 0, Stopwatch.StartNew(), new List<Task>());
        while (!stop.IsCancellationRequested)
        {
            for (; tried < clock.Elapsed.TotalSeconds * rate; tried++)
            {
                open.Add(OneAsync(strangers[tried % networks], tried));
            }

            await Task.Delay(2, CancellationToken.None);
        }

        await Task.WhenAll(open);
        strangers.ForEach(stranger => stranger.Dispose());
        return (tried, compared);

        async Task OneAsync(HttpClient stranger, int i)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["Form.UserName"] = $"name-{i % 50}", ["Form.Password"] = $"guess number {i}" });
            using var answer = await stranger.PostAsync("/sign-in", form, CancellationToken.None);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref compared);
            }
        }
    }

    /// <summary>A browser in a network of its own: one of the addresses of this machine.</summary>
    private static HttpClient Open(string address, int network, CookieContainer cookies)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = cookies,
            ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, (byte)(network / 250), (byte)(1 + network % 250)]), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Add("Origin", client.BaseAddress.GetLeftPart(UriPartial.Authority));
        return client;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\"(?: value=\"([^\"]*)\")?")]
    private static partial Regex Hidden();
}
