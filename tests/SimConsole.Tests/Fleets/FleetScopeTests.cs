using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.People;

namespace SimConsole.Tests.Fleets;

/// <summary>Whoever is limited to a Fleet finds nothing of another one, at any door: what is asked for is made of what the console itself maps.</summary>
public sealed partial class FleetScopeTests : IAsyncLifetime
{
    /// <summary>What changes although nothing was done: when a key was last used, and what is put on the record.</summary>
    private static readonly string[] Kept = ["ApiKeys", "AuditEntries", "BillingPeriods", "RunningProcesses"];

    /// <summary>How the names of what reads end.</summary>
    private static readonly string[] Readers = ["Reader", "Service", "Resolver", "History"];

    /// <summary>The slices that read nothing that hangs on a Fleet: who comes in, and what all Fleets share.</summary>
    private static readonly string[] BesideFleets = ["Accounts", "Audit", "NetworkAccessProfiles", "NetworkAuthorities", "People", "Sessions"];

    /// <summary>What takes neither a limit nor a caller, and why it need not. Whoever adds one says so here.</summary>
    private static readonly string[] Unlimited =
    [
        // By the id of a Sim, a Fleet or an order that was found under a limit; ids are inside, and no door takes one.
        "BillingPeriodService.CurrentAsync", "BillingPeriodService.ListAfterAsync", "BillingPeriodService.ListBeforeAsync",
        "BulkChangeReader.LinesAfterAsync", "BulkChangeReader.LinesBeforeAsync", "BulkChangeReader.SimsAfterAsync", "BulkChangeReader.SimsBeforeAsync",
        "ImportReader.LinesAfterAsync", "ImportReader.LinesBeforeAsync", "PlannedChangeReader.OccurrencesAfterAsync", "PlannedChangeReader.OccurrencesBeforeAsync",
        "CallbackReader.DeliveriesAfterAsync", "CallbackReader.DeliveriesBeforeAsync",
        "DataLimitService.FindAsync", "DriftReader.FindOpenAsync", "FleetService.EventsAsync",
        "LossReportReader.SimsAfterAsync", "LossReportReader.SimsAsync", "LossReportReader.SimsBeforeAsync",
        "SessionReader.CurrentAsync", "SessionReader.LatestAsync", "StatusChangeReader.ListAfterAsync", "StatusChangeReader.ListBeforeAsync",
        "TimelineReader.InFlightAsync", "TimelineReader.ReadAsync",

        // What the console does by itself, for whatever there is.
        "DataLimitService.ReviewAsync", "DataLimitService.TellAsync", "LossReportService.KeepAsync", "ReceiverSecretService.FindAsync",
        "WorkloadReader.ReadAsync", "StatusChangeService.ActivateReadyAsync", "StatusChangeService.EndAsync", "UsageService.ClaimAsync", "UsageService.RecordAsync", "UsageService.ReleaseAsync",
    ];

    private ServedConsole _console = null!;
    private OneFleet _mine = null!;
    private OneFleet _theirs = null!;
    private OneFleet _all = null!;
    private HttpClient _limited = null!;
    private NewApiKey _key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers, ("Api:RateLimit:RequestsPerSecond", "1000000"));
        var now = TimeProvider.System.Now();
        await using var db = await OpenAsync();
        (_mine, _theirs) = (await OneFleet.AddAsync(db, "meters", 3, now), await OneFleet.AddAsync(db, "trucks", 7, now));

        // In a Fleet of his own, but ordered by somebody who is not limited: it may take Sims of others.
        _all = await OneFleet.AddAsync(db, "pumps", 5, now, FleetScope.All);
        _key = (await _console.Get<ApiKeyService>().CreateAsync(
            new ApiKeyOrder("limited", PermissionSets.ForPrograms, null) { Scope = FleetScope.Of([_mine.Fleet.Id, _all.Fleet.Id]) }, TestConsole.Someone, Token)).Value!;
        _limited = _console.As(_key.Key.Sid, _key.Secret);

        // What was ordered under the very same limit is seen.
        await db.BulkChanges.Where(b => b.Sid == _mine.BulkChange).ExecuteUpdateAsync(set => set.SetProperty(b => b.Scope, _key.Key.Scope), Token);
        await db.PlannedChanges.Where(p => p.Sid == _mine.PlannedChange).ExecuteUpdateAsync(set => set.SetProperty(p => p.Scope, _key.Key.Scope), Token);
        await db.LossReports.Where(r => r.Sid == _mine.LossReport).ExecuteUpdateAsync(set => set.SetProperty(r => r.Scope, _key.Key.Scope), Token);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task No_list_of_the_api_tells_of_another_fleet_and_each_tells_of_ones_own()
    {
        var told = new List<string>();
        foreach (var path in Endpoints("GET").Where(path => !path.Contains('{', StringComparison.Ordinal)))
        {
            var (everything, mine) = (await TextAsync(_console.Program, path), await TextAsync(_limited, path));
            Assert.False(_theirs.ToldBy(mine.Text).Any(), $"{path} tells of {string.Join(", ", _theirs.ToldBy(mine.Text))}");
            if (mine.Status != HttpStatusCode.Forbidden && _theirs.ToldBy(everything.Text).Any())
            {
                Assert.True(_mine.ToldBy(mine.Text).Any(), $"{path} tells nothing of one's own Fleet: {mine.Text}");
                told.Add(path);
            }
        }

        // The lists of everything that can hang on a Fleet.
        Assert.Equal(
            ["BulkChanges", "Callbacks", "Comparisons", "Drifts", "ESimProfiles", "Fleets", "IpCommands", "LossReports", "PlannedChanges", "SettingsUpdates", "Sims", "SmsCommands"],
            told.Select(path => path.Split('/')[2]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_named_and_lies_outside_is_not_found_whoever_may_read_it_otherwise()
    {
        var found = 0;

        // Imports reach beyond any Fleet: to one with a limit they are forbidden, whatever is named.
        foreach (var path in Endpoints("GET").Where(path => path.Contains('{', StringComparison.Ordinal) && !path.StartsWith("/v1/Imports/", StringComparison.Ordinal)))
        {
            foreach (var name in Names(_theirs))
            {
                var named = Parameter().Replace(path, Uri.EscapeDataString(name));
                var (everything, mine) = (await TextAsync(_console.Program, named), await TextAsync(_limited, named));
                if (everything.Status == HttpStatusCode.OK)
                {
                    found++;
                    Assert.True(mine.Status == HttpStatusCode.NotFound, $"{named} answers {mine.Status}: {mine.Text}");
                    Assert.DoesNotContain(_theirs.ToldBy(mine.Text), word => !name.Contains(word, StringComparison.Ordinal));
                }
            }

            foreach (var name in Names(_mine))
            {
                var named = Parameter().Replace(path, Uri.EscapeDataString(name));
                Assert.Equal((await TextAsync(_console.Program, named)).Status, (await TextAsync(_limited, named)).Status);
            }
        }

        Assert.InRange(found, 30, int.MaxValue);
        Assert.Equal(HttpStatusCode.NotFound, (await TextAsync(_limited, $"/v1/BulkChanges/{_all.BulkChange}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await TextAsync(_limited, $"/v1/PlannedChanges/{_all.PlannedChange}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await TextAsync(_limited, $"/v1/LossReports/{_all.LossReport}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await TextAsync(_limited, $"/v1/Sims/{_all.Sims[3].Sid}")).Status);
    }

    [Fact]
    public async Task Nothing_outside_can_be_changed_and_nothing_can_be_drawn_in_or_put_out()
    {
        var sim = _theirs.Sims[0];
        var mine = _mine.Sims[1];
        (string, string)[] inAYear = [("At", TimeProvider.System.GetUtcNow().AddYears(1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)), ("Zone", "UTC")];
        (string Path, (string, string)[] Form, int Code)[] refused =
        [
            ($"/v1/Sims/{sim.Sid}", [("Status", "inactive")], 20404),
            ($"/v1/Sims/{sim.UniqueName}", [("UniqueName", "taken")], 20404),
            ($"/v1/Sims/{mine.Sid}", [("Fleet", _theirs.Fleet.Sid)], 83006),
            ($"/v1/Sims/{mine.Sid}", [("Fleet", _theirs.Name)], 83006),
            ($"/v1/Sims/{mine.Sid}", [("Fleet", "")], 20004),
            ($"/v1/Fleets/{_theirs.Fleet.Sid}", [("DataLimit", "1")], 20404),
            ("/v1/Fleets", [("UniqueName", "mine-too")], 20004),
            ("/v1/Sims", [("Iccid", "89883070001234567895"), ("RegistrationCode", "1234567895")], 20004),
            ("/v1/ESimProfiles", [("GenerateMatchingId", "true")], 20004),
            ("/v1/NetworkAccessProfiles", [("UniqueName", "abroad")], 20004),
            ("/v1/SmsCommands", [("Sim", sim.Sid), ("Payload", "hello")], 20001),
            ("/v1/IpCommands", [("Sim", sim.UniqueName!), ("Payload", "hello"), ("DevicePort", "7000")], 20001),
            ("/v1/BulkChanges", [("Status", "inactive"), ("Sims", sim.Iccid)], 20001),
            ("/v1/BulkChanges", [("Status", "inactive"), ("Fleet", _theirs.Name), ("Preview", "true")], 20001),
            ("/v1/BulkChanges", [("Fleet", _theirs.Fleet.Sid), ("Sims", mine.Iccid)], 83006),
            ($"/v1/BulkChanges/{_theirs.BulkChange}/Pause", [], 20404),
            ($"/v1/BulkChanges/{_theirs.BulkChange}/Cancel", [], 20404),
            ($"/v1/BulkChanges/{_all.BulkChange}/Cancel", [], 20404),
            ($"/v1/BulkChanges/{_theirs.BulkChange}/Undo", [], 20404),
            ("/v1/PlannedChanges", [("Status", "inactive"), ("Sims", sim.Iccid), .. inAYear], 20001),
            ("/v1/PlannedChanges", [("Status", "inactive"), ("WhereFleet", _theirs.Name), .. inAYear], 83006),
            ("/v1/PlannedChanges", [("Fleet", _theirs.Fleet.Sid), ("Sims", mine.Iccid), .. inAYear], 83006),
            ($"/v1/PlannedChanges/{_theirs.PlannedChange}/Pause", [], 20404),
            ($"/v1/PlannedChanges/{_all.PlannedChange}/Cancel", [], 20404),
            ("/v1/LossReports", [("Kind", "stolen"), ("Sims", sim.Iccid)], 20001),
            ($"/v1/LossReports/{_theirs.LossReport}/Release", [("Reason", "found")], 20404),
            ($"/v1/LossReports/{_theirs.LossReport}/OrderAgain", [], 20404),
            ("/v1/Comparisons", [("Fleet", _theirs.Fleet.Sid)], 83006),
            ("/v1/Comparisons", [("Sim", sim.Sid)], 20001),
            ("/v1/Comparisons", [], 20004),
        ];
        var before = await DigestAsync();
        foreach (var (path, form, code) in refused)
        {
            using var body = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
            using var answer = await _limited.PostAsync(path, body, Token);
            var text = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(text.Contains($"\"code\":{code},", StringComparison.Ordinal), $"{path} {string.Join('&', form)} answers {(int)answer.StatusCode} {text}");
        }

        Assert.Equal(before, await DigestAsync());

        // Each operation that names one of them, with nothing else: found by nobody, whatever it would say of the rest.
        foreach (var path in Endpoints("POST").Concat(Endpoints("DELETE")).Where(path => path.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var name in Names(_theirs))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Parameter().Replace(path, Uri.EscapeDataString(name))) { Content = new FormUrlEncodedContent([]) };
                using var answer = await _limited.SendAsync(request, Token);
                Assert.False(answer.IsSuccessStatusCode, $"{request.RequestUri} answers {answer.StatusCode}");
            }
        }

        Assert.Equal(before, await DigestAsync());
    }

    [Fact]
    public async Task Everything_is_everything_of_ones_own()
    {
        using var body = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive"), KeyValuePair.Create("Everything", "true"), KeyValuePair.Create("Preview", "true")]);
        var bulk = await ServedConsole.ReadAsync(await _limited.PostAsync("/v1/BulkChanges", body, Token), HttpStatusCode.Created);
        Assert.Equal(_mine.Sims.Count + _all.Sims.Count, bulk.GetProperty("counts").GetProperty("selected").GetInt32());
        await using var db = await OpenAsync();
        var taken = await db.BulkChangeSims.Where(s => s.BulkChange!.Sid == bulk.GetProperty("sid").GetString()).Join(db.Sims, s => s.SimId, s => s.Id, (_, sim) => sim.Sid).ToListAsync(Token);
        Assert.Equal(_mine.Sims.Concat(_all.Sims).Select(sim => sim.Sid).Order(), taken.Order());
    }

    [Fact]
    public async Task Usage_adds_up_to_what_ones_own_sims_used()
    {
        Assert.Equal(_mine.Megabytes + _all.Megabytes, await UsedAsync(""));
        Assert.Equal(_mine.Megabytes, await UsedAsync($"?Fleet={_mine.Name}"));
        Assert.Equal(0, await UsedAsync($"?Fleet={_theirs.Name}"));
        Assert.Equal(0, await UsedAsync($"?Sim={_theirs.Sims[0].Sid}"));
        foreach (var group in new[] { "sim", "fleet", "network", "isoCountry" })
        {
            foreach (var granularity in new[] { "hour", "day", "all" })
            {
                Assert.Equal(_mine.Megabytes + _all.Megabytes, await UsedAsync($"?Group={group}&Granularity={granularity}"));
            }
        }
    }

    [Fact]
    public async Task A_file_holds_ones_own_and_a_file_of_another_fleet_is_not_found()
    {
        using var visitor = await PersonAsync(Role.Operator);
        using var file = await visitor.GetAsync("/sims.csv");
        var rows = await file.Content.ReadAsStringAsync(Token);
        Assert.Empty(_theirs.ToldBy(rows));
        Assert.All(_mine.Sims, sim => Assert.Contains(sim.Sid, rows, StringComparison.Ordinal));
        using var results = await visitor.GetAsync($"/bulk-changes/{_theirs.BulkChange}/results.csv");
        Assert.Equal(HttpStatusCode.NotFound, results.StatusCode);

        foreach (var name in new[] { _theirs.Sims[0].Sid, _theirs.Fleet.Sid })
        {
            using var theirs = await visitor.GetAsync($"/usage.csv?of={name}");
            Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        }

        foreach (var query in new[] { "?usage=7d", "?usage=7d&by=hour", "?usage=12m", $"?of={_mine.Fleet.Sid}" })
        {
            using var usage = await visitor.GetAsync($"/usage.csv{query}");
            var lines = (await usage.Content.ReadAsStringAsync(Token)).TrimEnd().Split('\n').Skip(1);
            Assert.Equal(_mine.Megabytes * 1_000_000, lines.Sum(line => long.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("/audit.csv")]
    [InlineData("/audit")]
    [InlineData("/people")]
    [InlineData("/import")]
    public async Task What_reaches_beyond_any_fleet_is_taken_away(string path)
    {
        using var visitor = await PersonAsync(Role.Security);
        using var answer = await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_connection_hears_of_ones_own_sims_only_and_of_one_that_leaves_no_longer()
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(_console.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(_key.Key.Sid, _key.Secret).ToString())
            .Build();
        var heard = new List<string>();
        connection.On<LiveSim[]>(nameof(ILiveClient.SimsChanged), sims =>
        {
            lock (heard)
            {
                heard.AddRange(sims.Select(sim => sim.Sid));
            }
        });
        await connection.StartAsync(Token);
        var refused = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<LiveSim[]>(nameof(LiveHub.WatchSims), new[] { _theirs.Sims[0].Sid }, Token));
        Assert.Contains("There is no SIM", refused.Message, StringComparison.Ordinal);
        await connection.InvokeAsync(nameof(LiveHub.WatchEverything), Token);

        await RenameAsync(_theirs.Sims[0]);
        await RenameAsync(_mine.Sims[0]);
        await Wait.UntilAsync(() => Heard(_mine.Sims[0]));
        Assert.False(await Heard(_theirs.Sims[0]));

        await connection.InvokeAsync<LiveSim[]>(nameof(LiveHub.WatchSims), new[] { _mine.Sims[0].Sid, _mine.Sims[1].Sid }, Token);
        await using (var db = await OpenAsync())
        {
            await db.Sims.Where(s => s.Id == _mine.Sims[1].Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.FleetId, _theirs.Fleet.Id), Token);
        }

        lock (heard)
        {
            heard.Clear();
        }

        await RenameAsync(_mine.Sims[1]);
        await RenameAsync(_mine.Sims[0]);
        await Wait.UntilAsync(() => Heard(_mine.Sims[0]));
        Assert.False(await Heard(_mine.Sims[1]));

        async Task RenameAsync(Sim sim) => await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK, ("UniqueName", $"{sim.UniqueName}-{Guid.NewGuid():N}"));

        Task<bool> Heard(Sim sim)
        {
            lock (heard)
            {
                return Task.FromResult(heard.Contains(sim.Sid));
            }
        }
    }

    [Fact]
    public void Whatever_reads_takes_a_limit_or_an_id_that_was_found_under_one()
    {
        var reading = typeof(Sim).Assembly.GetTypes()
            .Where(type => type is { IsNested: false, IsClass: true, IsAbstract: false, Namespace: { } name } && name.StartsWith("SimConsole.", StringComparison.Ordinal) && !BesideFleets.Contains(name.Split('.')[1]) && Readers.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && method.GetParameters().All(p => p.ParameterType != typeof(FleetScope) && p.ParameterType != typeof(Caller) && p.ParameterType != typeof(SimConsoleDb)))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Empty(string.Join(", ", reading.Except(Unlimited).Concat(Unlimited.Except(reading))));
    }

    [Fact]
    public async Task A_limit_names_fleets_that_there_are_and_no_administrator()
    {
        var invitations = _console.Get<InvitationService>();
        Assert.Equal(ErrorCodes.Invalid, (await invitations.InviteAsync("ben", Role.Administrator, _mine.Scope, TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NoSuchFleet, (await invitations.InviteAsync("ben", Role.Viewer, FleetScope.Of([987_654]), TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(
            ErrorCodes.NoSuchFleet,
            (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("other", Permissions.SimsRead, null) { Scope = FleetScope.Of([987_654]) }, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_person_who_is_limited_is_signed_out_and_cannot_be_an_administrator()
    {
        using var visitor = await PersonAsync(Role.Operator, FleetScope.All);
        var people = _console.Get<PeopleService>();
        var ben = (await people.ListAsync(TestConsole.Someone, Token)).Value!.Single(p => p.UserName == "ben");
        Assert.Null((await people.LimitAsync(ben.Id, _mine.Scope, FleetScope.All, TestConsole.Someone, Token)).Refusal);
        using var gone = await visitor.GetAsync("/sims.csv");
        Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
        Assert.Contains("FleetsChanged", gone.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.Invalid, (await people.ChangeRoleAsync(ben.Id, Role.Administrator, TestConsole.Someone, Token)).Refusal?.Code);

        using var back = await new Visitor(_console).SignedInAsync(ServedConsole.Password, "ben");
        using var file = await back.GetAsync("/sims.csv");
        var rows = await file.Content.ReadAsStringAsync(Token);
        Assert.Empty(_theirs.ToldBy(rows).Concat(_all.ToldBy(rows)));
        await using var db = await OpenAsync();
        Assert.Contains("meters", (await db.AuditEntries.SingleAsync(e => e.Kind == "person.limited", Token)).Changes, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    /// <summary>What a request can name one of them by, also where a route takes two.</summary>
    private static IEnumerable<string> Names(OneFleet fleet) => [.. fleet.Words, .. fleet.Sims.Select(sim => sim.UniqueName!)];

    private static async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private IEnumerable<string> Endpoints(string method) => _console.Get<IEnumerable<EndpointDataSource>>()
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) == true)
        .Select(endpoint => endpoint.RoutePattern.RawText!)
        .Distinct();

    private async Task<Visitor> PersonAsync(Role role, FleetScope? scope = null)
    {
        var invited = (await _console.Get<InvitationService>().InviteAsync("ben", role, scope ?? _mine.Scope, TestConsole.Someone, Token)).Value!;
        Assert.NotNull((await _console.Get<InvitationService>().AcceptAsync(invited.Token, ServedConsole.Password, Token)).Value);
        return await new Visitor(_console).SignedInAsync(ServedConsole.Password, "ben");
    }

    private async Task<long> UsedAsync(string query)
    {
        var records = (await ServedConsole.ReadAsync(await _limited.GetAsync($"/v1/UsageRecords{query}", Token), HttpStatusCode.OK)).GetProperty("usage_records");
        Assert.Empty(_theirs.ToldBy(records.ToString()));
        return records.EnumerateArray().Sum(record => record.GetProperty("data_total").GetInt64()) / 1_000_000;
    }

    private Task<SimConsoleDb> OpenAsync() => _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);

    private async Task<string> DigestAsync()
    {
        await using var db = await OpenAsync();
        return await TableDigest.OfAllButAsync(db, Kept, Token);
    }
}
