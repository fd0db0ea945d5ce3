using System.Diagnostics;
using System.Text.Json;

namespace SimConsole.Benchmarks;

/// <summary>Programs that fetch Sims and switch them, beside an endpoint that answers with the same bytes from memory.</summary>
internal static class ApiBenchmark
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    // What was compiled ahead is compiled again, and better, once it is used much.
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Options options)
    {
        var (all, clients) = (options.Number("base", 100_000), options.Number("clients", 32));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        using var published = await PublishedConsole.MakeAsync();
        await using var database = await engine.CopyAsync(all);
        var (sid, secret) = await ApiClient.NewKeyAsync(published, database);
        await using var console = await ServedProgram.StartAsync(published.Folder, published.Program(database, ApiClient.Settings), "/health");
        using var client = ApiClient.Open(console.Address, clients);
        var (sids, bytes) = (await SidsAsync(client, "active"), (await client.GetByteArrayAsync("/v1/Sims?PageSize=1")).Length);
        var one = await client.GetByteArrayAsync($"/v1/Sims/{sids[0]}");

        await using var floor = await ServedProgram.StartAsync(published.Folder, [typeof(StartFloor).Assembly.Location, StartFloor.Name], "/");
        using var byHand = ApiClient.Open(floor.Address, clients);
        await byHand.PostAsync("/bytes", new ByteArrayContent(one));

        using var byKey = ApiClient.Open(console.Address, clients, ApiClient.Basic(sid, secret));
        using var byToken = ApiClient.Open(console.Address, clients, await ApiClient.BearerAsync(client, sid, secret));

        var report = new Report("api", "what", "a second", "p95 ms", "floor a second", "share");
        var (gets, getFloor) = (await LoadAsync(clients, i => client.GetAsync($"/v1/Sims/{sids[i % sids.Count]}")), await LoadAsync(clients, _ => byHand.GetAsync("/bytes")));
        report.Row("GET a SIM", gets.Rate, gets.P95, getFloor.Rate, gets.Rate / getFloor.Rate);

        var (basics, tokens) = (await LoadAsync(clients, i => byKey.GetAsync($"/v1/Sims/{sids[i % sids.Count]}")), await LoadAsync(clients, i => byToken.GetAsync($"/v1/Sims/{sids[i % sids.Count]}")));
        report.Row("GET a SIM, Basic with a key", basics.Rate, basics.P95, getFloor.Rate, basics.Rate / getFloor.Rate);
        report.Row("GET a SIM, Bearer", tokens.Rate, tokens.P95, getFloor.Rate, tokens.Rate / getFloor.Rate);

        var orders = await ApiClient.SwitchOffAsync(client, clients, sids);
        report.Row("POST a status", orders.Rate, orders.P95, getFloor.Rate, orders.Rate / getFloor.Rate);
        report.Print(("database", engine.Name), ("base", all), ("clients", clients), ("bytes", one.Length), ("list_bytes", bytes), ("gets", gets.Rate), ("floor_gets", getFloor.Rate), ("ratio", gets.Rate / getFloor.Rate), ("ratio_key", basics.Rate / getFloor.Rate), ("ratio_bearer", tokens.Rate / getFloor.Rate), ("posts", orders.Rate));
    }

    private static async Task<IReadOnlyList<string>> SidsAsync(HttpClient client, string status)
    {
        using var page = JsonDocument.Parse(await client.GetStreamAsync($"/v1/Sims?Status={status}&PageSize=1000"));
        return [.. page.RootElement.GetProperty("sims").EnumerateArray().Select(sim => sim.GetProperty("sid").GetString()!)];
    }

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
                    mine.Add(await ApiClient.OneAsync(() => send(i)));
                }

                return mine;
            })));
            return ApiClient.Figures([.. times.SelectMany(t => t)], clock.Elapsed);
        }
    }
}
