using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.NetworkAuthorities.SuperSim;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>Two consoles, the one behind the other over HTTP: what the outer decides, the inner's network does.</summary>
public abstract class ChainedConsoles : IAsyncLifetime
{
    private ServedConsole _inner = null!;
    private ServedConsole _outer = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _inner = await ServedConsole.StartAsync(("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"));
        _fleet = await _inner.AddFleetAsync("meters");
    }

    public async ValueTask DisposeAsync()
    {
        await (_outer?.DisposeAsync() ?? default);
        await _inner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_the_outer_console_decides_the_inner_network_does()
    {
        var sims = await _inner.AddSimsAsync(3, SimStatus.New, _fleet);
        await StartOuterAsync();
        var imported = (await _outer.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token)).Value!;
        Assert.Equal(new UpstreamReport(1, 3, 0, 0), imported);
        Assert.Equal(new UpstreamReport(0, 0, 3, 0), (await _outer.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token)).Value);
        Assert.Equal((_fleet.Sid, "new"), ((await _outer.GetAsync($"/v1/Sims/{sims[0].Sid}")).Text("fleet_sid"), (await _outer.GetAsync($"/v1/Sims/{sims[0].Sid}")).Text("status")));

        foreach (var (status, accepted) in new[] { ("ready", true), ("active", true), ("inactive", false), ("active", true) })
        {
            await _outer.PostAsync($"/v1/Sims/{sims[0].Sid}", HttpStatusCode.Accepted, ("Status", status));
            await UntilAsync(sims[0], status);
            Assert.Equal(status, (await _inner.GetAsync($"/v1/Sims/{sims[0].Sid}")).Text("status"));
            Assert.Equal(accepted, (await _inner.Get<SimulatedNetwork>().AttachAsync(sims[0].Iccid, Token)).Accepted);
        }

        var change = await LastChangeAsync(sims[0]);
        var shown = (await _outer.GetAsync($"/v1/Sims/{sims[0].Sid}/StatusChanges")).GetProperty("status_changes");
        Assert.Equal(["active", "inactive", "active", "ready"], shown.EnumerateArray().Select(c => c.Text("to_status")));
        Assert.Equal((change.Confirmation, "completed"), (shown[0].Text("confirmation"), shown[0].Text("state")));
        Assert.Equal($"Super SIM at {_inner.Address.Authority}: {sims[0].Sid} is active, read back.", change.Confirmation);
    }

    [Fact]
    public async Task What_the_account_refuses_fails_with_its_sentence()
    {
        var sim = (await _inner.AddSimsAsync(1))[0];
        await StartOuterAsync();
        await _outer.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);
        await _outer.AddFleetAsync("only here");

        await _outer.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"), ("Fleet", "only here"));
        await UntilAsync(sim, "new");

        var change = await LastChangeAsync(sim);
        Assert.Equal(StatusChangeState.Failed, change.State);
        Assert.Contains("refuses (83007): A SIM without a Fleet cannot be activated.", change.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_takes_its_time_there_waits_and_a_call_back_ends_it_at_once()
    {
        var sim = (await _inner.AddSimsAsync(1, SimStatus.Inactive, _fleet))[0];
        var port = FreePort();
        await StartOuterAsync(("PublicBaseUrl", $"http://127.0.0.1:{port}"), ("Urls", $"http://127.0.0.1:{port}"));
        await _outer.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);
        _inner.Get<SimulatedNetwork>().Settings = new SimulatedOptions { Delay = TimeSpan.FromSeconds(4) };

        await _outer.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"));
        await Wait.UntilAsync(async () => (await LastChangeAsync(sim)).Failure?.Contains("has scheduled it", StringComparison.Ordinal) == true);
        await UntilAsync(sim, "active");

        Assert.True((await _inner.Get<SimulatedNetwork>().AttachAsync(sim.Iccid, Token)).Accepted);
    }

    [Fact]
    public async Task A_call_back_hurries_what_waits_and_nobody_else_may_call()
    {
        var sim = (await _inner.AddSimsAsync(1, SimStatus.Active, _fleet))[0];
        await StartOuterAsync(("StatusChanges:Work", "false"));
        await _outer.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);
        await _outer.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"));
        await using (var db = await OuterDbAsync())
        {
            await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.Attempts, 3).SetProperty(c => c.DueAt, DateTimeOffset.UtcNow.AddMinutes(1)), Token);
        }

        using var form = new FormUrlEncodedContent([new("SimSid", sim.Sid), new("Status", "inactive")]);
        Assert.Equal(HttpStatusCode.NotFound, (await _outer.Anonymous.PostAsync($"{CallbackAddresses.Path}/{new string('0', 64)}", form, Token)).StatusCode);
        Assert.True((await LastChangeAsync(sim)).DueAt > DateTimeOffset.UtcNow);

        using var again = new FormUrlEncodedContent([new("SimSid", sim.Sid), new("Status", "inactive")]);
        Assert.Equal(HttpStatusCode.NoContent, (await _outer.Anonymous.PostAsync($"{CallbackAddresses.Path}/{_outer.Get<CallbackAddresses>().Key}", again, Token)).StatusCode);
        Assert.True((await LastChangeAsync(sim)).DueAt <= DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task What_was_changed_there_is_found_and_switched_off_and_a_wrong_token_is_no_refusal()
    {
        var sims = await _inner.AddSimsAsync(2, SimStatus.Inactive, _fleet);
        await StartOuterAsync();
        await _outer.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);
        await _inner.PostAsync($"/v1/Sims/{sims[1].Sid}", HttpStatusCode.Accepted, ("Status", "active"));
        await Wait.UntilAsync(async () => (await _inner.GetAsync($"/v1/Sims/{sims[1].Sid}")).Text("status") == "active");
        var reached = await _outer.Get<AuthorityHealthReader>().ReadAsync(Token);
        Assert.True(reached.Reachable);
        Assert.Equal(Spoken, reached.Facts[0].Words);

        await _outer.Get<DriftService>().CompareAsync(null, null, TestConsole.Someone, Token);
        await Wait.UntilAsync(async () => (await _inner.GetAsync($"/v1/Sims/{sims[1].Sid}")).Text("status") == "inactive");
        Assert.Equal(DriftKind.Enabled, Assert.Single(await _outer.Get<DriftReader>().ListAsync(10, FleetScope.All, Token)).Kind);

        await _outer.DisposeAsync();
        await StartOuterAsync((SecretKey, new string('0', 32)));
        var health = await _outer.Get<INetworkAuthority>().CheckAsync(Token);
        Assert.False(health.Reachable);
        Assert.Contains(SaidOfAWrongSecret, health.Detail, StringComparison.Ordinal);
        var answers = await _outer.Get<INetworkAuthority>().ApplyAsync(new AuthorityBatch(DateTimeOffset.UtcNow, [new AuthorityOrder(sims[0].Iccid, null, SimStatus.Active, 1)]), Token);
        Assert.IsType<AuthorityAnswer.TryAgain>(answers[0]);
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>What the page says of the dialect.</summary>
    protected abstract string Spoken { get; }

    /// <summary>The key of the secret.</summary>
    protected abstract string SecretKey { get; }

    /// <summary>What is said where the secret is wrong.</summary>
    protected abstract string SaidOfAWrongSecret { get; }

    /// <summary>The keys by which the outer console speaks to the inner one.</summary>
    protected abstract Task<(string Key, string Value)[]> DialectAsync(ServedConsole inner);

    private async Task StartOuterAsync(params (string Key, string Value)[] settings) => _outer = await ServedConsole.StartAsync(
    [
        ("Network:Authority", "SuperSim"),
        ("Network:SuperSim:BaseUrl", _inner.Address.ToString()),
        .. await DialectAsync(_inner),
        .. settings,
    ]);

    private Task UntilAsync(Sim sim, string status) =>
        Wait.UntilAsync(async () => (await _outer.GetAsync($"/v1/Sims/{sim.Sid}")).Text("status") == status);

    private Task<SimConsoleDb> OuterDbAsync() => _outer.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);

    private async Task<StatusChange> LastChangeAsync(Sim sim)
    {
        await using var db = await OuterDbAsync();
        return await db.StatusChanges.AsNoTracking().Where(c => c.Sim!.Sid == sim.Sid && c.Kind == StatusChangeKind.Requested).OrderByDescending(c => c.Id).FirstAsync(Token);
    }
}

/// <summary>In Twilio's dialect, with the SID and the token of the account.</summary>
public sealed class ChainedConsolesTests : ChainedConsoles
{
    protected override string Spoken => "Dialect: Twilio's: the account's SID and token, or an API key.";

    protected override string SecretKey => "Network:SuperSim:AuthToken";

    protected override string SaidOfAWrongSecret => "401";

    protected override Task<(string Key, string Value)[]> DialectAsync(ServedConsole inner) => Task.FromResult<(string, string)[]>(
    [
        ("Network:SuperSim:Dialect", nameof(SuperSimDialect.Twilio)),
        ("Network:SuperSim:AccountSid", ServedConsole.AccountSid),
        (SecretKey, ServedConsole.AuthToken),
    ]);
}

/// <summary>In KORE's dialect, with an API key of the inner console as the client.</summary>
public sealed class KoreChainedConsolesTests : ChainedConsoles
{
    protected override string Spoken => "Dialect: KORE's: access tokens.";

    protected override string SecretKey => "Network:SuperSim:ClientSecret";

    protected override string SaidOfAWrongSecret => "does not know the client, or its secret is wrong (";

    protected override async Task<(string Key, string Value)[]> DialectAsync(ServedConsole inner)
    {
        var key = (await inner.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("outer", PermissionSets.ForPrograms, null), TestConsole.Someone, TestContext.Current.CancellationToken)).Value!;
        return
        [
            ("Network:SuperSim:Dialect", nameof(SuperSimDialect.Kore)),
            ("Network:SuperSim:TokenUrl", new Uri(inner.Address, "/api-services/v1/auth/token").ToString()),
            ("Network:SuperSim:ClientId", key.Key.Sid),
            (SecretKey, key.Secret),
        ];
    }
}
