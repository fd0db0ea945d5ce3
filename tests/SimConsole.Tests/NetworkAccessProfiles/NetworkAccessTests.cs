using SimConsole.Fleets;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Networks;

namespace SimConsole.Tests.NetworkAccessProfiles;

public sealed class NetworkAccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fleet_allows_what_its_profile_allows_now()
    {
        await using var console = await TestConsole.StartAsync();
        var (profiles, access, known) = (console.Get<NetworkAccessProfileService>(), console.Get<NetworkAccess>(), console.Get<NetworkCatalogue>().All);
        var everywhere = await console.AddFleetAsync("everywhere");
        await profiles.CreateAsync("two", [known[7].Sid, known[2].Sid], TestConsole.Someone, Token);
        var narrow = (await console.Fleets.CreateAsync(new FleetUpdate { NetworkAccessProfile = "two" }, TestConsole.Someone, Token)).Value!;

        var before = await access.ByFleetAsync(Token);
        Assert.Null(before[everywhere.Id].Only);
        Assert.Equal(known, before[everywhere.Id].Networks);
        Assert.True(before[everywhere.Id].Allows(known[0].Id));
        Assert.Equal([known[2], known[7]], before[narrow.Id].Networks);
        Assert.True(before[narrow.Id].Allows(known[7].Id));
        Assert.False(before[narrow.Id].Allows(known[0].Id));

        await profiles.RemoveNetworkAsync("two", known[7].Sid, TestConsole.Someone, Token);

        var since = (await access.OfFleetAsync(narrow.Id, Token))!;
        Assert.Equal([known[2]], since.Networks);
        Assert.Equal(before[narrow.Id].Revision + 1, since.Revision);
        Assert.Null(await access.OfFleetAsync(99, Token));
    }

    [Fact]
    public async Task Who_did_what_to_a_profile_is_kept()
    {
        await using var console = await TestConsole.StartAsync();
        var (profiles, known) = (console.Get<NetworkAccessProfileService>(), console.Get<NetworkCatalogue>().All);
        var profile = (await profiles.CreateAsync("a", [], TestConsole.Someone, Token)).Value!;
        await profiles.AddNetworkAsync("a", known[0].Sid, TestConsole.Someone, Token);
        await profiles.RenameAsync("a", "b", TestConsole.Someone, Token);
        await profiles.RemoveNetworkAsync("b", known[0].Sid, TestConsole.Someone, Token);

        Assert.Equal(
            [
                (NetworkAccessProfileEventKind.NetworkRemoved, known[0].FriendlyName, null),
                (NetworkAccessProfileEventKind.Renamed, "a", "b"),
                (NetworkAccessProfileEventKind.NetworkAdded, null, known[0].FriendlyName),
                (NetworkAccessProfileEventKind.Made, null, null),
            ],
            (await profiles.EventsAsync(profile.Id, 10, Token)).Select(e => (e.Kind, e.OldValue, e.NewValue)));
    }

    [Fact]
    public async Task Of_many_who_add_the_same_network_at_once_one_does()
    {
        await using var console = await TestConsole.StartAsync();
        var (profiles, known) = (console.Get<NetworkAccessProfileService>(), console.Get<NetworkCatalogue>().All);
        await profiles.CreateAsync("a", [], TestConsole.Someone, Token);

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => profiles.AddNetworkAsync("a", known[0].Sid, TestConsole.Someone, Token), Token)));

        Assert.Single(added, result => result.Value is not null);
        Assert.All(added.Where(result => result.Value is null), result => Assert.Equal(20001, result.Refusal!.Code));
    }
}
