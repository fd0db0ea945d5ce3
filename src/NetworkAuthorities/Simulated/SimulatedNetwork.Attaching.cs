using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Networks;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>What the network says to a device that tries to attach.</summary>
public sealed record AttachAnswer(bool Accepted, string Says);

/// <summary>What devices ask of the network.</summary>
public sealed partial class SimulatedNetwork
{
    /// <summary>A device with this ICCID or IMSI tries to attach, to whatever network there is. Says what the network answers.</summary>
    public Task<AttachAnswer> AttachAsync(string identifier, CancellationToken token) => AttachAsync(identifier, null, token);

    /// <summary>
    /// A device with this ICCID or IMSI tries to attach. Says what the network answers; the causes are those of 3GPP TS 24.008, annex G. A network
    /// that the subscription does not allow gives cause 11, which is about the whole network, and not 13, which is about a location area in it.
    /// </summary>
    /// <param name="network">The SID of a network or an identifier such as <c>262-01</c>; null for whatever network there is.</param>
    public async Task<AttachAnswer> AttachAsync(string identifier, string? network, CancellationToken token)
    {
        if (Settings.Outage)
        {
            return new AttachAnswer(false, "No answer: the network is down.");
        }

        IReadOnlyList<Network>? visited = network is null ? null : Plmn.Parse(network) is { } plmn ? [.. catalogue.At(plmn)] : catalogue.Find(network) is { } found ? [found] : [];
        if (visited is { Count: 0 })
        {
            return new AttachAnswer(false, $"No answer: nobody knows a network {network}.");
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var subscriber = await db.SimulatedSubscribers.AsNoTracking().FirstOrDefaultAsync(s => s.Iccid == identifier || s.Imsi == identifier, token);
        var answer = subscriber switch
        {
            null => new AttachAnswer(false, "Refused: the network does not know this SIM (cause 2, IMSI unknown in HLR)."),
            { MayAttach: false } => new AttachAnswer(false, "Refused: this SIM may not connect (cause 7, GPRS services not allowed)."),
            _ when !await IsServedAsync(db, subscriber, visited, token) =>
                new AttachAnswer(false, $"Refused: this SIM may not use {visited?[0].FriendlyName ?? "any network"} (cause 11, PLMN not allowed)."),
            _ => new AttachAnswer(true, visited is null ? "Accepted." : $"Accepted by {visited[0].FriendlyName}."),
        };
        if (subscriber is not null && !answer.Accepted)
        {
            await KeepAsync(db, subscriber.Iccid, answer, token);
        }

        return answer;
    }

    /// <summary>Whether one of the networks visited may serve a subscriber; where none is named, whether any network may.</summary>
    private static async Task<bool> IsServedAsync(SimConsoleDb db, SimulatedSubscriber subscriber, IReadOnlyList<Network>? visited, CancellationToken token)
    {
        if (subscriber.NetworkListId is not { } listId)
        {
            return true;
        }

        var networks = (await db.SimulatedNetworkLists.AsNoTracking().SingleAsync(list => list.Id == listId, token)).Numbers();
        return visited is null ? networks.Count > 0 : visited.Any(network => networks.Contains(network.Id));
    }

    /// <summary>Keeps a refused attempt, and notifies the pages that show the Sim.</summary>
    private async Task KeepAsync(SimConsoleDb db, string iccid, AttachAnswer answer, CancellationToken token)
    {
        db.AttachRefusals.Add(new AttachRefusal { Iccid = iccid, At = time.Now(), Says = answer.Says });
        await db.SaveChangesAsync(token);
        live.Publish(await db.Sims.AsNoTracking().Where(s => s.Iccid == iccid)
            .Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, s.StatusChangedAt, s.Version, true)).ToListAsync(token));
    }
}
