using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Networks;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;

namespace SimConsole.Tests.SettingsUpdates;

/// <summary>What tests of settings updates do with a console.</summary>
internal static class SettingsConsole
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static NetworkAccessProfileService Profiles(this TestConsole console) => console.Get<NetworkAccessProfileService>();

    /// <summary>Networks of the catalogue, each with identifiers of its own.</summary>
    public static IReadOnlyList<Network> Networks(this TestConsole console)
    {
        var catalogue = console.Get<NetworkCatalogue>();
        return [.. catalogue.All.Where(network => network.Identifiers.All(plmn => catalogue.At(plmn).Count() == 1))];
    }

    /// <summary>A Fleet with a profile of its own, of the same name, that allows these networks only.</summary>
    public static async Task<Fleet> AddNarrowFleetAsync(this TestConsole console, string name, params Network[] networks)
    {
        Assert.Null((await console.Profiles().CreateAsync(name, [.. networks.Select(network => network.Sid)], TestConsole.Someone, Token)).Refusal);
        return (await console.Fleets.CreateAsync(new FleetUpdate { UniqueName = name, NetworkAccessProfile = name }, TestConsole.Someone, Token)).Value!;
    }

    /// <summary>Gives a Fleet another profile.</summary>
    public static async Task GiveAsync(this TestConsole console, Fleet fleet, string profile) =>
        Assert.Null((await console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { NetworkAccessProfile = profile }, TestConsole.Someone, Token)).Refusal);

    /// <summary>Tells the network all that is due now, without moving the clock.</summary>
    public static async Task TellAsync(this TestConsole console, SettingsUpdateWorker? worker = null)
    {
        while (await (worker ?? console.Get<SettingsUpdateWorker>()).WorkOnceAsync(Token) > 0)
        {
        }
    }

    /// <summary>All updates, oldest first, or those of one Sim.</summary>
    public static async Task<List<SettingsUpdate>> UpdatesAsync(this TestConsole console, SimRow? sim = null)
    {
        await using var db = console.OpenDb();
        return await db.SettingsUpdates.AsNoTracking().Where(u => sim == null || u.SimId == sim.Id).OrderBy(u => u.Id).ToListAsync(Token);
    }

    /// <summary>Whether the network itself lets the SIM attach to each of these networks.</summary>
    public static async Task<IReadOnlyList<bool>> MayAttachAsync(this TestConsole console, SimRow sim, params Network[] networks) =>
        [.. (await Task.WhenAll(networks.Select(network => console.Network.AttachAsync(sim.Iccid, network.Sid, Token)))).Select(answer => answer.Accepted)];
}
