using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.NetworkAccessProfiles;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>What the simulated network does with data: carries and reports sessions, and refuses them where it was told to.</summary>
public sealed partial class SimulatedNetwork : IUsageSource, IDataBarring
{
    /// <summary>
    /// The sessions of the devices that the network lets attach and whose data it carries. Left out are devices that may not attach, are barred, or are in a
    /// Fleet without data or in one that allows no network.
    /// </summary>
    public async Task<UsageReport> ReportAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken token)
    {
        var settings = Settings;
        if (settings.SessionEvery == TimeSpan.Zero || settings.Outage || from >= until)
        {
            return new UsageReport([], until);
        }

        var slot = TrafficSlot.At(from, settings.SessionEvery);
        var end = until < slot.End ? until : slot.End;
        await using var db = await databases.CreateDbContextAsync(token);
        var devices = await Devices(db, slot.FirstFrom(from), slot.FirstFrom(end)).Take(most + 1).ToListAsync(token);
        if (devices.Count > most)
        {
            // All devices of a phase are reported together, since a report ends at a moment.
            var cut = devices[most].Phase;
            devices = devices[0].Phase == cut ? await Devices(db, cut, cut + 1).ToListAsync(token) : devices.FindAll(d => d.Phase < cut);
            end = slot.StartOf(devices[0].Phase == cut ? cut + 1 : cut);
        }

        var coverage = await CoverageAsync(db, devices, token);
        return new UsageReport(
            [.. devices
                .Select(d => SimulatedTraffic.Of(settings.Seed ?? _randomSeed, d.Iccid, slot, slot.StartOf(d.Phase), coverage[(d.FleetId, d.NetworkListId)]))
                .OfType<ReportedSession>()],
            end);
    }

    /// <summary>The networks that devices may use, by their Fleet and their list: those that both allow.</summary>
    private async Task<Dictionary<(long FleetId, long? ListId), TrafficCoverage>> CoverageAsync(SimConsoleDb db, List<Device> devices, CancellationToken token)
    {
        if (devices.Count == 0)
        {
            return [];
        }

        long[] listIds = [.. devices.Select(d => d.NetworkListId).OfType<long>().Distinct()];
        var lists = (await db.SimulatedNetworkLists.AsNoTracking().Where(l => listIds.Contains(l.Id)).ToListAsync(token)).ToDictionary(l => l.Id, l => l.Numbers().ToHashSet());
        var allowances = await networks.ByFleetAsync(token);
        return devices.Select(d => (d.FleetId, d.NetworkListId)).Distinct().ToDictionary(
            of => of,
            of => new TrafficCoverage([.. allowances[of.FleetId].Networks.Where(n => of.NetworkListId is not { } listId || lists[listId].Contains(n.Id))]));
    }

    public async Task BarDataAsync(IReadOnlyCollection<string> iccids, bool barred, CancellationToken token)
    {
        if (Settings.Outage)
        {
            throw new IOException("The simulated network is down.");
        }

        await using var db = await databases.CreateDbContextAsync(token);
        await db.SimulatedSubscribers.Where(s => iccids.Contains(s.Iccid)).ExecuteUpdateAsync(set => set.SetProperty(s => s.DataBarred, barred), token);
    }

    /// <summary>A device with this ICCID or IMSI tries to send data. Says what the network answers.</summary>
    public async Task<AttachAnswer> ConnectDataAsync(string identifier, CancellationToken token)
    {
        var attached = await AttachAsync(identifier, token);
        if (!attached.Accepted)
        {
            return attached;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return await db.SimulatedSubscribers.AnyAsync(s => (s.Iccid == identifier || s.Imsi == identifier) && s.DataBarred, token)
            ? new AttachAnswer(false, "Refused: the data of this SIM are barred (cause 8, operator determined barring).")
            : attached;
    }

    private static IQueryable<Device> Devices(SimConsoleDb db, int fromPhase, int beforePhase) =>
        from subscriber in db.SimulatedSubscribers
        where subscriber.Phase >= fromPhase && subscriber.Phase < beforePhase && subscriber.MayAttach && !subscriber.DataBarred
        join sim in db.Sims on subscriber.Iccid equals sim.Iccid
        where sim.Fleet!.DataEnabled
        orderby subscriber.Phase, subscriber.Iccid
        select new Device(subscriber.Iccid, subscriber.Phase, sim.Fleet!.Id, subscriber.NetworkListId);

    private sealed record Device(string Iccid, int Phase, long FleetId, long? NetworkListId);
}
