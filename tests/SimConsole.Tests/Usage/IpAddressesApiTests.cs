using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Usage;

namespace SimConsole.Tests.Usage;

public sealed class IpAddressesApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_address_is_that_of_the_session_that_the_sim_has_now()
    {
        var sims = await _console.AddSimsAsync(3, SimStatus.Active, await _console.AddFleetAsync("meters"));
        var now = TimeProvider.System.Now();
        await AddAsync(Session(sims[0], now.AddHours(-3), now.AddHours(-2), "10.0.0.1"), Session(sims[0], now.AddHours(-1), now.AddHours(1), "10.0.0.2"), Session(sims[1], now.AddHours(-2), now.AddHours(-1), "10.0.0.3"));

        var listed = await _console.GetAsync($"/v1/Sims/{sims[0].Sid}/IpAddresses");

        await Contract.HoldsAsync("ip_addresses", listed);
        var address = Assert.Single(listed.GetProperty("ip_addresses").EnumerateArray());
        Assert.Equal(("10.0.0.2", "IPv4"), (address.Text("ip_address"), address.Text("ip_address_version")));
        foreach (var sim in sims.Skip(1))
        {
            Assert.Empty((await _console.GetAsync($"/v1/Sims/{sim.Sid}/IpAddresses")).GetProperty("ip_addresses").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_sim_that_was_switched_off_has_no_address_not_even_when_it_is_on_again()
    {
        var sim = (await _console.AddSimsAsync(1, SimStatus.Active, await _console.AddFleetAsync("meters")))[0];
        var now = TimeProvider.System.Now();
        await AddAsync(Session(sim, now.AddMinutes(-5), now.AddHours(1), "10.0.0.2"));
        foreach (var status in new[] { "inactive", "active" })
        {
            await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", status));
            await Wait.UntilAsync(async () => (await _console.GetAsync($"/v1/Sims/{sim.Sid}")).Text("status") == status);
            Assert.Empty((await _console.GetAsync($"/v1/Sims/{sim.Sid}/IpAddresses")).GetProperty("ip_addresses").EnumerateArray());
        }
    }

    [Fact]
    public Task The_addresses_of_a_sim_that_is_not_there_are_said_to_be_missing() =>
        _console.GetAsync("/v1/Sims/HS00000000000000000000000000000000/IpAddresses", HttpStatusCode.NotFound);

    private static DataSession Session(Sim sim, DateTimeOffset from, DateTimeOffset to, string address) =>
        new() { SimId = sim.Id, StartedAt = from, EndsAt = to, FleetId = sim.FleetId ?? 0, NetworkId = 1, Address = address };

    private async Task AddAsync(params DataSession[] sessions)
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        db.DataSessions.AddRange(sessions);
        await db.SaveChangesAsync(Token);
    }
}
