using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>Which networks may serve a subscriber. A subscriber that the network was never told about may be served by all.</summary>
public sealed partial class SimulatedNetwork
{
    public async Task<IReadOnlyList<AuthorityAnswer>> AllowNetworksAsync(NetworksBatch batch, CancellationToken token)
    {
        var settings = Settings;
        await TakeItsTimeAsync(settings, token);
        var answers = batch.Orders.Select(order => Trouble(settings, order.Iccid, order.Attempt)).ToArray();
        foreach (var same in Enumerable.Range(0, answers.Length).Where(i => answers[i] is null).ToLookup(i => batch.Orders[i].Only is { } only ? SimulatedNetworkList.Of(only).Networks : null))
        {
            await RecordNetworksAsync(batch, [.. same], batch.Orders[same.First()].Only, answers, token);
        }

        return answers!;
    }

    private async Task RecordNetworksAsync(NetworksBatch batch, int[] positions, IReadOnlySet<int>? only, AuthorityAnswer?[] answers, CancellationToken token)
    {
        var list = only is null ? null : SimulatedNetworkList.Of(only);
        string[] iccids = [.. positions.Select(i => batch.Orders[i].Iccid)];
        var late = new HashSet<string>();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            late.Clear();
            var now = time.Now();
            if (list is not null && !await db.SimulatedNetworkLists.AnyAsync(l => l.Id == list.Id, token))
            {
                db.SimulatedNetworkLists.Add(list);
            }

            var rows = await db.SimulatedSubscribers
                .Where(s => iccids.Contains(s.Iccid) && (s.NetworksOrderedAt == null || s.NetworksOrderedAt <= batch.ClaimedAt || s.NetworksOrderedAt > now))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.NetworkListId, list == null ? null : list.Id).SetProperty(s => s.NetworksOrderedAt, batch.ClaimedAt), token);
            if (rows < iccids.Length)
            {
                var known = await db.SimulatedSubscribers.Where(s => iccids.Contains(s.Iccid)).Select(s => new { s.Iccid, s.NetworksOrderedAt }).ToDictionaryAsync(s => s.Iccid, token);
                late.UnionWith(known.Values.Where(s => s.NetworksOrderedAt > batch.ClaimedAt).Select(s => s.Iccid));

                // A SIM that is not known yet is refused until the network is told otherwise; the epoch as its order time lets any order about that through.
                db.SimulatedSubscribers.AddRange(positions.Select(i => batch.Orders[i]).Where(order => !known.ContainsKey(order.Iccid)).Select(order => new SimulatedSubscriber
                {
                    Iccid = order.Iccid,
                    Imsi = order.Imsi,
                    OrderedAt = DateTimeOffset.UnixEpoch,
                    NetworkListId = list?.Id,
                    NetworksOrderedAt = batch.ClaimedAt,
                }));
            }

            await db.SaveChangesAsync(token);
        }, token);

        var applied = new AuthorityAnswer.Applied(
            only is null ? "Simulated network: every network may serve it." : $"Simulated network: {only.Count} {(only.Count == 1 ? "network" : "networks")} may serve it, others refuse it (cause 11).", time.Now());
        foreach (var i in positions)
        {
            answers[i] = late.Contains(batch.Orders[i].Iccid) ? new AuthorityAnswer.TryAgain("The network has carried out a later order about the networks of this SIM.") : applied;
        }
    }
}
