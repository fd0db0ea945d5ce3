using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SimConsole.Benchmarks;

/// <summary>Programs that fetch Sims and switch them, beside an endpoint that answers with the same bytes from memory.</summary>
internal static class ApiBenchmark
{
    private const string Sid = "AC00000000000000000000000000000001";
    private const string Token = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    // What was compiled ahead is compiled again, and better, once it is used much.
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Options options)
    {
        var (all, clients) = (options.Number("base", 100_000), options.Number("clients", 32));
        using var published = await PublishedConsole.OnBaseAsync(all);
        var program = published.Program(
            $"--Account:Sid={Sid}", $"--Account:AuthToken={Token}", "--Network:Simulated:Delay=00:00:00", "--Network:Simulated:SessionEvery=00:00:00", "--Api:RateLimit:RequestsPerSecond=1000000");
        await using var console = await ServedProgram.StartAsync(published.Folder, program, "/health");
        using var client = Client(console.Address, clients);
        var (sids, bytes) = (await SidsAsync(client, "active"), (await client.GetByteArrayAsync("/v1/Sims?PageSize=1")).Length);
        var one = await client.GetByteArrayAsync($"/v1/Sims/{sids[0]}");

        await using var floor = await ServedProgram.StartAsync(published.Folder, [typeof(StartFloor).Assembly.Location, StartFloor.Name], "/");
        using var byHand = Client(floor.Address, clients);
        await byHand.PostAsync("/bytes", new ByteArrayContent(one));

        var report = new Report("api", "what", "a second", "p95 ms", "floor a second", "share");
        var (gets, getFloor) = (await LoadAsync(clients, i => client.GetAsync($"/v1/Sims/{sids[i % sids.Count]}")), await LoadAsync(clients, _ => byHand.GetAsync("/bytes")));
        report.Row("GET a Sim", gets.Rate, gets.P95, getFloor.Rate, gets.Rate / getFloor.Rate);

        // Each Sim once: a second order would be refused while the first is in flight.
        var next = -1;
        var orders = await CountAsync(clients, sids.Count, () => client.PostAsync($"/v1/Sims/{sids[Interlocked.Increment(ref next)]}", Form("Status", "inactive")));
        report.Row("POST a status", orders.Rate, orders.P95, getFloor.Rate, orders.Rate / getFloor.Rate);
        report.Print(("base", all), ("clients", clients), ("bytes", one.Length), ("list_bytes", bytes), ("gets", gets.Rate), ("floor_gets", getFloor.Rate), ("ratio", gets.Rate / getFloor.Rate), ("posts", orders.Rate));
    }

    private static HttpClient Client(string address, int clients)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sid}:{Token}")));
        return client;
    }

    private static async Task<IReadOnlyList<string>> SidsAsync(HttpClient client, string status)
    {
        using var page = JsonDocument.Parse(await client.GetStreamAsync($"/v1/Sims?Status={status}&PageSize=1000"));
        return [.. page.RootElement.GetProperty("sims").EnumerateArray().Select(sim => sim.GetProperty("sid").GetString()!)];
    }

    private static FormUrlEncodedContent Form(string name, string value) => new([KeyValuePair.Create(name, value)]);

    private static async Task<(double Rate, double P95)> LoadAsync(int clients, Func<int, Task<HttpResponseMessage>> send)
    {
        await UntilAsync(Warm);
        return await UntilAsync(Time);

        async Task<(double, double)> UntilAsync(TimeSpan time)
        {
            var clock = Stopwatch.StartNew();
            var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(async () =>
            {
                var mine = new List<double>();
                for (var i = c; clock.Elapsed < time; i += clients)
                {
                    mine.Add(await OneAsync(() => send(i)));
                }

                return mine;
            })));
            return Figures([.. times.SelectMany(t => t)], clock.Elapsed);
        }
    }

    private static async Task<(double Rate, double P95)> CountAsync(int clients, int requests, Func<Task<HttpResponseMessage>> send)
    {
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (var i = c; i < requests; i += clients)
            {
                mine.Add(await OneAsync(send));
            }

            return mine;
        })));
        return Figures([.. times.SelectMany(t => t)], clock.Elapsed);
    }

    private static async Task<double> OneAsync(Func<Task<HttpResponseMessage>> send)
    {
        var one = Stopwatch.StartNew();
        using var answer = await send();
        answer.EnsureSuccessStatusCode();
        return one.Elapsed.TotalMilliseconds;
    }

    private static (double Rate, double P95) Figures(List<double> times, TimeSpan elapsed)
    {
        times.Sort();
        return (times.Count / elapsed.TotalSeconds, times[(int)(times.Count * 0.95)]);
    }
}
