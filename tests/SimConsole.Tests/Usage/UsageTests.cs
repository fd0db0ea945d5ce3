using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.Networks;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Usage;

namespace SimConsole.Tests.Usage;

/// <summary>What the simulated network carries, and what is kept of it.</summary>
public sealed class UsageTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync(("Network:Simulated:SessionEvery", "00:10:00"));
        _fleet = await _console.AddFleetAsync("fleet");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_same_seed_makes_the_same_sessions_and_another_one_others()
    {
        await AddSimsAsync(20, _fleet);
        var now = _console.Time.Now();

        var first = await _console.Network.ReportAsync(now, now.AddMinutes(10), 500, Token);
        var again = await _console.Network.ReportAsync(now, now.AddMinutes(10), 500, Token);
        _console.Network.Settings = _console.Network.Settings with { Seed = 2 };
        var other = await _console.Network.ReportAsync(now, now.AddMinutes(10), 500, Token);

        Assert.InRange(first.Sessions.Count, 10, 20);
        Assert.Equal(first.Sessions, again.Sessions);
        Assert.NotEqual(first.Sessions, other.Sessions);
        Assert.All(first.Sessions, s => Assert.True(s.StartedAt >= now && s.StartedAt < s.EndsAt && s is { Upload: > 0, Download: > 0 } && s.Address.StartsWith("10.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Reports_of_any_size_tell_of_each_session_once()
    {
        await AddSimsAsync(40, _fleet);
        var from = _console.Time.Now().AddMinutes(-3);
        var until = from.AddMinutes(25);
        var whole = new List<ReportedSession>();
        foreach (var most in new[] { 500, 3, 1 })
        {
            var told = new List<ReportedSession>();
            for (var at = from; at < until;)
            {
                var report = await _console.Network.ReportAsync(at, until, most, Token);
                Assert.True(report.Until > at);
                Assert.All(report.Sessions, s => Assert.True(s.StartedAt >= at && s.StartedAt < report.Until));
                told.AddRange(report.Sessions);
                at = report.Until;
            }

            whole = whole.Count == 0 ? told : whole;
            Assert.Equal(whole, told);
        }
    }

    [Fact]
    public async Task Sims_that_are_off_or_blocked_or_have_no_data_or_no_network_make_no_traffic()
    {
        var noData = (await _console.Fleets.CreateAsync(new FleetUpdate { UniqueName = "no-data", DataEnabled = false }, TestConsole.Someone, Token)).Value!;
        var noNetwork = await _console.AddFleetAsync("no-network");
        var on = await AddSimsAsync(5, _fleet);
        await AddSimsAsync(5, _fleet, SimStatus.Inactive);
        await AddSimsAsync(5, noData);
        await AddSimsAsync(5, noNetwork);
        var blocked = await AddSimsAsync(5, _fleet);
        await _console.Network.BarDataAsync([.. blocked.Select(s => s.Iccid)], true, Token);
        await using (var db = _console.OpenDb())
        {
            var profile = new SimConsole.NetworkAccessProfiles.NetworkAccessProfile { UniqueName = "none", CreatedAt = _console.Time.Now(), UpdatedAt = _console.Time.Now() };
            db.NetworkAccessProfiles.Add(profile);
            await db.SaveChangesAsync(Token);
            await db.Fleets.Where(f => f.Id == noNetwork.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.NetworkAccessProfileId, profile.Id), Token);
        }

        await RunAsync(TimeSpan.FromHours(2));

        Assert.Equal(on.Select(s => s.Id), (await SessionsAsync()).Select(s => s.SimId).Distinct().Order());
        _console.Network.Settings = _console.Network.Settings with { SessionEvery = TimeSpan.Zero };
        var before = (await SessionsAsync()).Count;
        await RunAsync(TimeSpan.FromHours(2));
        Assert.Equal(before, (await SessionsAsync()).Count);
    }

    [Fact]
    public async Task A_worker_that_is_killed_at_any_moment_counts_nothing_twice_and_leaves_nothing_out()
    {
        await AddSimsAsync(10, _fleet);
        var usage = _console.Get<UsageService>();
        _console.Time.Advance(TimeSpan.FromMinutes(9));
        var claim = (await usage.ClaimAsync(Token))!;
        var from = _console.Time.Now().AddMinutes(-9);
        var report = await _console.Network.ReportAsync(from, _console.Time.Now(), 500, Token);
        Assert.Null(await usage.ClaimAsync(Token));

        // It dies here; its lease runs out, and the next one takes the same time again. The first one was only slow, and comes back.
        _console.Time.Advance(TimeSpan.FromSeconds(31));
        var next = (await usage.ClaimAsync(Token))!;
        Assert.True(await usage.RecordAsync(next, report, Token));
        Assert.False(await usage.RecordAsync(claim, report, Token));
        Assert.False(await usage.RecordAsync(next, report, Token));

        Assert.Equal(report.Sessions.Count, (await SessionsAsync()).Count);
        Assert.NotEmpty(report.Sessions);
        Assert.Equal(report.Until, (await usage.ClaimAsync(Token))!.RecordedUntil);
    }

    [Fact]
    public async Task A_ready_sim_is_active_by_itself_once_it_has_used_250_KB()
    {
        var sims = await AddSimsAsync(2, _fleet, SimStatus.Ready);
        await RecordAsync(Session(sims[0], _console.Time.Now(), 100_000, 149_999), Session(sims[1], _console.Time.Now(), 0, 250_000));
        Assert.Equal((SimStatus.Ready, SimStatus.Active), (await _console.StatusAsync(sims[0]), await _console.StatusAsync(sims[1])));

        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(Session(sims[0], _console.Time.Now(), 1, 0));

        Assert.Equal(SimStatus.Active, await _console.StatusAsync(sims[0]));
        Assert.All(await _console.ChangesAsync(), c => Assert.Equal((StatusChangeKind.Automatic, "Used 250 KB of data."), (c.Kind, c.Reason)));
    }

    /// <summary>Every way to ask gives the sum of the sessions, and every page size the same list, forwards and back.</summary>
    [Fact]
    public async Task The_records_of_every_grouping_and_granularity_are_the_sums_of_the_sessions()
    {
        var other = await _console.AddFleetAsync("other");
        var sims = (await AddSimsAsync(4, _fleet)).Concat(await AddSimsAsync(3, other)).ToList();
        var catalogue = _console.Get<NetworkCatalogue>();
        var random = new Random(7);
        var start = new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero);
        int[] networks = [.. catalogue.All.Where(n => n.IsoCountry is "DE" or "FR").Take(3).Concat(catalogue.All.Where(n => n.IsoCountry == "FR").Take(1)).Select(n => n.Id)];
        foreach (var chunk in Enumerable.Range(0, 300).Chunk(60))
        {
            await RecordAsync([.. chunk.Select(i => Session(sims[random.Next(sims.Count)], start.AddMinutes(47 * i), random.Next(1, 5_000), random.Next(1, 9_000), networks[random.Next(networks.Length)]))]);
        }

        var sessions = await SessionsAsync();
        var reader = _console.Get<UsageReader>();
        (DateTimeOffset, DateTimeOffset)[] times = [(start, start.AddDays(9)), (start.AddHours(5), start.AddDays(7).AddHours(3)), (start.AddHours(2), start.AddHours(9))];
        var asked = 0;
        foreach (var group in Enum.GetValues<UsageGroup>())
        {
            foreach (var granularity in Enum.GetValues<UsageGranularity>())
            {
                foreach (var (from, to) in times.Where(t => granularity != UsageGranularity.Day || t.Item1.Hour + t.Item2.Hour == 0))
                {
                    UsageQuery query = new(group, granularity, from, to);
                    UsageQuery[] queries = [query, query with { SimId = sims[1].Id }, query with { FleetId = other.Id }, query with { NetworkId = networks[0] }, query with { IsoCountry = "FR" }, query with { IsoCountry = "DE", FleetId = _fleet.Id }];
                    foreach (var one in queries)
                    {
                        var expected = Expected(sessions, one, catalogue);
                        var listed = await reader.ListBeforeAsync(one, null, 1_000, FleetScope.All, Token);
                        Assert.Equal(expected, listed.Where(t => t.Upload > 0).Select(t => (t.Bucket, t.Key, t.Upload, t.Download)).Order());
                        Assert.Equal(listed, await PagesAsync(reader, one, 3));
                        asked++;
                    }
                }
            }
        }

        Assert.True(asked > 150, $"Only {asked} questions were asked.");
    }

    private static List<(int Bucket, long Key, long Upload, long Download)> Expected(List<DataSession> sessions, UsageQuery query, NetworkCatalogue catalogue) =>
        [.. sessions
            .Where(s => s.StartedAt >= query.Start && s.StartedAt < query.End)
            .Where(s => (query.SimId ?? s.SimId) == s.SimId && (query.FleetId ?? s.FleetId) == s.FleetId && (query.NetworkId ?? s.NetworkId) == s.NetworkId)
            .Where(s => query.IsoCountry is null || catalogue.Find(s.NetworkId)!.IsoCountry == query.IsoCountry)
            .GroupBy(s => (
                query.Granularity switch { UsageGranularity.All => 0, UsageGranularity.Day => UsageTime.DayOf(s.StartedAt), _ => UsageTime.HourOf(s.StartedAt) },
                query.Group switch
                {
                    UsageGroup.Sim => s.SimId,
                    UsageGroup.Fleet => s.FleetId,
                    UsageGroup.Network => s.NetworkId,
                    UsageGroup.IsoCountry => UsageReader.Letters(catalogue.Find(s.NetworkId)!.IsoCountry[0], catalogue.Find(s.NetworkId)!.IsoCountry[1]),
                    _ => 0,
                }))
            .Select(g => (g.Key.Item1, g.Key.Item2, g.Sum(s => s.Upload), g.Sum(s => s.Download)))
            .Order()];

    /// <summary>The list in pages, each of which the page after it leads back to.</summary>
    private static async Task<List<UsageTotal>> PagesAsync(UsageReader reader, UsageQuery query, int size)
    {
        var all = new List<UsageTotal>();
        for (IReadOnlyList<UsageTotal> page = await reader.ListBeforeAsync(query, null, size, FleetScope.All, Token); page.Count > 0; page = await reader.ListBeforeAsync(query, all[^1].Id, size, FleetScope.All, Token))
        {
            if (all.Count > 0)
            {
                Assert.Equal(all.TakeLast(size), await reader.ListAfterAsync(query, page[0].Id, size, FleetScope.All, Token));
            }

            all.AddRange(page);
        }

        return all;
    }

    private async Task<IReadOnlyList<SimRow>> AddSimsAsync(int count, Fleet fleet, SimStatus status = SimStatus.Active)
    {
        var sims = new List<SimRow>();
        for (var i = 0; i < count; i++)
        {
            sims.Add(await _console.AddSimAsync(status, fleet));
        }

        return sims;
    }

    private static ReportedSession Session(SimRow sim, DateTimeOffset at, long upload, long download, int network = 1) =>
        new(sim.Iccid, network, at, at.AddMinutes(5), upload, download, "10.0.0.1");

    private async Task RecordAsync(params ReportedSession[] sessions)
    {
        var usage = _console.Get<UsageService>();
        var claim = (await usage.ClaimAsync(Token))!;
        Assert.True(await usage.RecordAsync(claim, new UsageReport(sessions, _console.Time.Now()), Token));
    }

    private async Task RunAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMinutes(5))
        {
            _console.Time.Advance(TimeSpan.FromMinutes(5));
            while (await _console.Get<UsageWorker>().WorkOnceAsync(Token))
            {
            }
        }
    }

    private async Task<List<DataSession>> SessionsAsync()
    {
        await using var db = _console.OpenDb();
        return await db.DataSessions.AsNoTracking().OrderBy(s => s.SimId).ThenBy(s => s.StartedAt).ToListAsync(Token);
    }
}
