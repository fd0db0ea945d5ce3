using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.Tests.Fleets;

public sealed class FleetServiceTests
{
    private const string DefaultProfile = "HA00000000000000000000000000000001";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<FleetUpdate, int> BadUpdates => new()
    {
        { new FleetUpdate { UniqueName = "a/b" }, 20001 },
        { new FleetUpdate { UniqueName = new string('x', 65) }, 20001 },
        { new FleetUpdate { UniqueName = Fleet.SidPrefix + new string('0', 32) }, 20001 },
        { new FleetUpdate { UniqueName = "taken" }, 83011 },
        { new FleetUpdate { DataLimit = 0 }, 20001 },
        { new FleetUpdate { DataLimit = Fleet.MaxDataLimit + 1 }, 20001 },
        { new FleetUpdate { NetworkAccessProfile = "none such" }, 20001 },
        { new FleetUpdate { NetworkAccessProfile = "" }, 20001 },
        { new FleetUpdate { SmsCommandsUrl = "not an address" }, 20001 },
        { new FleetUpdate { SmsCommandsUrl = "ftp://example.com/" }, 20001 },
        { new FleetUpdate { IpCommandsUrl = "https://user:password@example.com/" }, 20001 },
        { new FleetUpdate { IpCommandsUrl = "http://example.com:0/" }, 20001 },
        { new FleetUpdate { IpCommandsUrl = "/relative" }, 20001 },
        { new FleetUpdate { IpCommandsUrl = "https://example.com/" + new string('x', CallbackRequest.UrlLength) }, 20001 },
    };

    [Fact]
    public async Task A_fleet_has_the_defaults_of_the_contract()
    {
        await using var console = await TestConsole.StartAsync();

        var fleet = (await console.Fleets.CreateAsync(new FleetUpdate(), TestConsole.Someone, Token)).Value!;

        Assert.True(Sid.IsShapeOf(fleet.Sid, "HF"));
        Assert.Equal(
            (null, true, 1_000, true, CallMethod.Post, CallMethod.Post, DefaultProfile),
            ((string?)null, fleet.DataEnabled, fleet.DataLimit, fleet.SmsCommandsEnabled, fleet.SmsCommandsMethod, fleet.IpCommandsMethod, fleet.NetworkAccessProfile!.Sid));
    }

    [Fact]
    public async Task A_fleet_is_found_by_its_sid_and_by_its_name()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");

        Assert.Equal(fleet.Id, (await console.Fleets.FindAsync(fleet.Sid, FleetScope.All, Token))?.Id);
        Assert.Equal(fleet.Id, (await console.Fleets.FindAsync("fleet", FleetScope.All, Token))?.Id);
        Assert.Null(await console.Fleets.FindAsync("flee", FleetScope.All, Token));
    }

    [Theory]
    [MemberData(nameof(BadUpdates))]
    public async Task A_bad_value_is_refused_and_changes_nothing(FleetUpdate update, int code)
    {
        await using var console = await TestConsole.StartAsync();
        await console.AddFleetAsync("taken");
        var fleet = await console.AddFleetAsync("fleet");
        var before = await RowsAsync(console);

        var created = await console.Fleets.CreateAsync(update, TestConsole.Someone, Token);
        var updated = await console.Fleets.UpdateAsync(fleet.Sid, update with { SmsCommandsMethod = CallMethod.Get }, TestConsole.Someone, Token);

        Assert.Equal((code, code), (created.Refusal?.Code, updated.Refusal?.Code));
        Assert.EndsWith(".", updated.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(console));
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_leaves_the_rest()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = (await console.Fleets.CreateAsync(
            new FleetUpdate { UniqueName = "fleet", DataLimit = 5, SmsCommandsUrl = "http://example.com/sms", IpCommandsUrl = "https://example.com/ip" }, TestConsole.Someone, Token)).Value!;
        console.Time.Advance(TimeSpan.FromSeconds(1));

        var updated = (await console.Fleets.UpdateAsync("fleet", new FleetUpdate { DataLimit = 7, SmsCommandsUrl = "" }, TestConsole.Someone, Token)).Value!;

        Assert.Equal(("fleet", 7, null, "https://example.com/ip"), (updated.UniqueName, updated.DataLimit, updated.SmsCommandsUrl, updated.IpCommandsUrl));
        Assert.Equal((fleet.Version + 1, fleet.UpdatedAt.AddSeconds(1)), (updated.Version, updated.UpdatedAt));
    }

    [Fact]
    public async Task Whether_data_and_commands_are_on_is_fixed_when_the_fleet_is_made()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = (await console.Fleets.CreateAsync(new FleetUpdate { DataEnabled = false, SmsCommandsEnabled = false }, TestConsole.Someone, Token)).Value!;

        var updated = (await console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { DataEnabled = true, SmsCommandsEnabled = true }, TestConsole.Someone, Token)).Value!;

        Assert.False(updated.DataEnabled);
        Assert.False(updated.SmsCommandsEnabled);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_not_a_new_version()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        var before = await RowsAsync(console);
        console.Time.Advance(TimeSpan.FromSeconds(1));

        var updated = await console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { UniqueName = "fleet", DataLimit = fleet.DataLimit, NetworkAccessProfile = "default" }, TestConsole.Someone, Token);

        Assert.Null(updated.Refusal);
        Assert.Equal(before, await RowsAsync(console));
    }

    [Fact]
    public async Task A_name_is_taken_away_by_an_empty_one_and_free_again()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");

        Assert.Null((await console.Fleets.UpdateAsync("fleet", new FleetUpdate { UniqueName = "" }, TestConsole.Someone, Token)).Value!.UniqueName);
        Assert.Equal(fleet.Sid, (await console.Fleets.FindAsync(fleet.Sid, FleetScope.All, Token))!.DisplayName);
        Assert.Equal("fleet", (await console.AddFleetAsync("fleet")).UniqueName);
    }

    [Fact]
    public async Task A_fleet_that_is_not_there_cannot_be_changed()
    {
        await using var console = await TestConsole.StartAsync();

        Assert.Equal(20404, (await console.Fleets.UpdateAsync("none", new FleetUpdate { DataLimit = 5 }, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Of_many_who_take_one_name_at_once_one_gets_it()
    {
        await using var console = await TestConsole.StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => console.Fleets.CreateAsync(new FleetUpdate { UniqueName = "fleet" }, TestConsole.Someone, Token))));

        Assert.Single(results, r => r.Value is not null);
        Assert.All(results.Where(r => r.Value is null), r => Assert.Equal(83011, r.Refusal!.Code));
    }

    [Fact]
    public async Task Changes_made_at_once_all_count()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");

        var results = await Task.WhenAll(
            Task.Run(() => console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { DataLimit = 5 }, TestConsole.Someone, Token)),
            Task.Run(() => console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { SmsCommandsMethod = CallMethod.Get }, TestConsole.Someone, Token)),
            Task.Run(() => console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { IpCommandsUrl = "https://example.com/" }, TestConsole.Someone, Token)));

        Assert.All(results, r => Assert.Null(r.Refusal));
        var after = (await console.Fleets.FindAsync(fleet.Sid, FleetScope.All, Token))!;
        Assert.Equal((5, CallMethod.Get, "https://example.com/", fleet.Version + 3), (after.DataLimit, after.SmsCommandsMethod, after.IpCommandsUrl, after.Version));
    }

    [Fact]
    public async Task Pages_of_the_list_run_newest_first_in_both_directions()
    {
        await using var console = await TestConsole.StartAsync();
        var ids = new List<long>();
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            ids.Add((await console.AddFleetAsync(name)).Id);
        }

        Assert.Equal([ids[3], ids[2]], (await console.Fleets.ListBeforeAsync(null, null, 2, FleetScope.All, Token)).Select(f => f.Id));
        Assert.Equal([ids[1], ids[0]], (await console.Fleets.ListBeforeAsync("default", ids[2], 2, FleetScope.All, Token)).Select(f => f.Id));
        Assert.Equal([ids[2], ids[1]], (await console.Fleets.ListAfterAsync(DefaultProfile, ids[0], 2, FleetScope.All, Token)).Select(f => f.Id));
        Assert.Empty(await console.Fleets.ListBeforeAsync("none such", null, 2, FleetScope.All, Token));
        Assert.Equal(["a", "b", "c", "d"], (await console.Fleets.ListAsync(FleetScope.All, Token)).Select(f => f.UniqueName));
    }

    [Fact]
    public async Task Of_many_who_change_one_fleet_at_once_all_succeed()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");

        var results = await Task.WhenAll(Enumerable.Range(1, 24).Select(i => Task.Run(() =>
            console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { DataLimit = i }, TestConsole.Someone, Token))));

        Assert.All(results, result => Assert.Null(result.Refusal));
        Assert.Equal(fleet.Version + 24, (await console.Fleets.FindAsync(fleet.Sid, FleetScope.All, Token))!.Version);
    }

    private static async Task<string> RowsAsync(TestConsole console)
    {
        await using var db = console.OpenDb();
        return System.Text.Json.JsonSerializer.Serialize(await db.Fleets.AsNoTracking().OrderBy(f => f.Id).ToListAsync(Token));
    }

    [Fact]
    public async Task Every_change_of_its_policy_is_on_its_record()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        await console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { DataLimit = 77, UniqueName = "pumps" }, TestConsole.Someone, Token);
        await console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { DataLimit = 77 }, TestConsole.Someone, Token);

        var events = await console.Fleets.EventsAsync(fleet.Id, 10, Token);
        Assert.Equal(
            [("DataLimit", "1000", "77"), ("UniqueName", "meters", "pumps"), (null, null, null)],
            events.OrderBy(e => e.Property is null).ThenBy(e => e.Property, StringComparer.Ordinal).Select(e => (e.Property, e.OldValue, e.NewValue)));
        Assert.All(events, e => Assert.Equal(TestConsole.Someone.Name, e.Actor));
    }

    [Fact]
    public async Task Every_sim_is_counted_once_in_its_fleet_or_in_none()
    {
        await using var console = await TestConsole.StartAsync();
        Assert.Equal(0, (await console.Fleets.CountEverythingAsync(FleetScope.All, Token)).Everything.Total);
        var (meters, pumps) = (await console.AddFleetAsync("meters"), await console.AddFleetAsync("pumps"));
        await console.AddSimAsync(SimStatus.Active, meters);
        await console.AddSimAsync(SimStatus.Active, meters);
        await console.AddSimAsync(SimStatus.Inactive, pumps);
        await console.AddSimAsync(SimStatus.New);
        await console.AddSimAsync(SimStatus.Inactive);

        var counts = await console.Fleets.CountEverythingAsync(FleetScope.All, Token);

        Assert.Equal([1, 0, 2, 2, 0], SimStatuses.All.Select(counts.Everything.Of));
        Assert.Equal([1, 0, 0, 1, 0], SimStatuses.All.Select(counts.WithoutFleet.Of));
        Assert.Equal((2, 1, 2), (counts.ByFleet[meters.Id].Of(SimStatus.Active), counts.ByFleet[pumps.Id].Of(SimStatus.Inactive), counts.ByFleet.Count));
    }
}
