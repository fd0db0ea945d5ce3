using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Networks;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>
/// A network in the box: it takes its time, fails as often as it is told to, can be down, keeps its own record of which SIMs may attach, and answers
/// attempts to attach. Its record is in tables of its own, so that it outlives the process as a real network does. It remembers the claim of its last order
/// for a SIM, and refuses an order of an earlier claim: so what it confirms is final, however late another order comes.
/// </summary>
public sealed partial class SimulatedNetwork(
    IDbContextFactory<SimConsoleDb> databases, NetworkCatalogue catalogue, NetworkAccess networks, LiveFeed live, TimeProvider time, IOptions<SimulatedOptions> configured)
    : INetworkAuthority, IReadableAuthority, IListingAuthority, IRoamingAuthority
{
    private readonly int _randomSeed = Random.Shared.Next();
    private SimulatedOptions _settings = configured.Value;

    /// <summary>How the network behaves now. Set it at any time; orders under way keep their delay and their rates, but an outage stops them too.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A value is out of its range.</exception>
    public SimulatedOptions Settings
    {
        get => Volatile.Read(ref _settings);
        set
        {
            System.ComponentModel.DataAnnotations.Validator.ValidateObject(value, new(value), validateAllProperties: true);
            Volatile.Write(ref _settings, value);
        }
    }

    public async Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token)
    {
        var settings = Settings;
        await TakeItsTimeAsync(settings, token);
        var answers = batch.Orders.Select(order => Trouble(settings, order.Iccid, order.Attempt)).ToArray();
        for (var mayAttach = 0; mayAttach <= 1; mayAttach++)
        {
            int[] positions = [.. Enumerable.Range(0, answers.Length)
                .Where(i => answers[i] is null && batch.Orders[i].Status.MayConnect() == (mayAttach == 1))];
            if (positions.Length > 0)
            {
                await RecordAsync(batch, positions, mayAttach == 1, answers, token);
            }
        }

        return answers!;
    }

    public Task<AuthorityHealth> CheckAsync(CancellationToken token) => Task.FromResult(Settings is { Outage: false } settings
        ? new AuthorityHealth("Simulated network", true, Manner(settings))
        : new AuthorityHealth("Simulated network", false, "Outage: switched on here, and nothing is applied until it is switched off."));

    public async Task<IReadOnlyList<AuthorityReading>> ReadAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token)
    {
        if (Settings.Outage)
        {
            throw new IOException("The simulated network is down.");
        }

        string[] iccids = [.. cards.Select(c => c.Iccid)];
        await using var db = await databases.CreateDbContextAsync(token);
        var subscribers = await db.SimulatedSubscribers.AsNoTracking().Where(s => iccids.Contains(s.Iccid)).Select(s => new { s.Iccid, s.MayAttach }).ToDictionaryAsync(s => s.Iccid, s => s.MayAttach, token);
        return [.. iccids.Select(iccid => !subscribers.TryGetValue(iccid, out var mayAttach) ? new AuthorityReading(AuthorityAccess.Missing, "The simulated network does not know it.")
            : mayAttach ? new AuthorityReading(AuthorityAccess.Allowed, "The simulated network lets it attach.")
            : new AuthorityReading(AuthorityAccess.Refused, "The simulated network refuses it (cause 7)."))];
    }

    public async IAsyncEnumerable<string> ListAllowedAsync([EnumeratorCancellation] CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        await foreach (var iccid in db.SimulatedSubscribers.AsNoTracking().Where(s => s.MayAttach).Select(s => s.Iccid).AsAsyncEnumerable().WithCancellation(token))
        {
            yield return iccid;
        }
    }

    /// <summary>Those of these SIMs, by ICCID, that the network lets attach to at least one network.</summary>
    internal async Task<IReadOnlySet<string>> AttachableAsync(IReadOnlyCollection<string> iccids, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.SimulatedSubscribers
            .Where(s => iccids.Contains(s.Iccid) && s.MayAttach && (s.NetworkListId == null || db.SimulatedNetworkLists.Any(l => l.Id == s.NetworkListId && l.Networks != "")))
            .Select(s => s.Iccid).ToHashSetAsync(token);
    }

    /// <summary>Whether an attempt fails, as often as the network is told to fail: the seed, the subject and the attempt decide.</summary>
    internal bool Fails(SimulatedOptions settings, string subject, int attempt) => Share(settings, subject, attempt) < settings.FailureRate;

    private async Task RecordAsync(AuthorityBatch batch, int[] positions, bool mayAttach, AuthorityAnswer?[] answers, CancellationToken token)
    {
        string[] iccids = [.. positions.Select(i => batch.Orders[i].Iccid)];
        var late = new HashSet<string>();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            late.Clear();

            // A time in the future was written before the clock was set back, so it does not make this order late.
            var now = time.Now();
            var rows = await db.SimulatedSubscribers
                .Where(s => iccids.Contains(s.Iccid) && (s.OrderedAt <= batch.ClaimedAt || s.OrderedAt > now))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, mayAttach).SetProperty(s => s.OrderedAt, batch.ClaimedAt), token);
            if (rows == iccids.Length)
            {
                return;
            }

            var known = await db.SimulatedSubscribers.Where(s => iccids.Contains(s.Iccid)).Select(s => new { s.Iccid, s.OrderedAt }).ToDictionaryAsync(s => s.Iccid, token);
            foreach (var order in positions.Select(i => batch.Orders[i]))
            {
                if (!known.TryGetValue(order.Iccid, out var subscriber))
                {
                    db.SimulatedSubscribers.Add(new SimulatedSubscriber { Iccid = order.Iccid, Imsi = order.Imsi, MayAttach = mayAttach, OrderedAt = batch.ClaimedAt });
                }
                else if (subscriber.OrderedAt > batch.ClaimedAt)
                {
                    late.Add(order.Iccid);
                }
            }

            await db.SaveChangesAsync(token);
        }, token);

        var applied = new AuthorityAnswer.Applied(
            mayAttach ? "Simulated network: attach attempts are accepted." : "Simulated network: attach attempts are refused (cause 7).", time.Now());
        foreach (var i in positions)
        {
            answers[i] = late.Contains(batch.Orders[i].Iccid) ? new AuthorityAnswer.TryAgain("The network has carried out a later order for this SIM.") : applied;
        }
    }

    private static string Manner(SimulatedOptions settings) =>
        (settings.Delay == TimeSpan.Zero ? "Answers at once" : string.Create(CultureInfo.InvariantCulture, $"Answers after {settings.Delay.TotalSeconds:0.###} s"))
        + (settings.FailureRate > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {settings.FailureRate * 100:0.##} % of attempts fail and are tried again") : "")
        + (settings.RefusalRate > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {settings.RefusalRate * 100:0.##} % of SIMs are refused") : "") + ".";

    /// <summary>Waits for as long as the network takes for a batch of orders.</summary>
    internal Task TakeItsTimeAsync(SimulatedOptions settings, CancellationToken token) =>
        settings.Delay > TimeSpan.Zero ? Task.Delay(settings.Delay, time, token) : Task.CompletedTask;

    /// <summary>What goes wrong with an order, or null where nothing does.</summary>
    internal AuthorityAnswer? Trouble(SimulatedOptions settings, string iccid, int attempt) =>
        Settings.Outage ? new AuthorityAnswer.TryAgain("The simulated network is down.")
        : Share(settings, iccid, 0) < settings.RefusalRate ? new AuthorityAnswer.Refused("The simulated network refuses this SIM.")
        : Fails(settings, iccid, attempt) ? new AuthorityAnswer.TryAgain("The simulated network failed, as it was told to.")
        : null;

    /// <summary>A number from 0 up to 1 that the seed, the subject and the attempt decide.</summary>
    private double Share(SimulatedOptions settings, string subject, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.Seed ?? _randomSeed}/{subject}/{attempt}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (1.0 + uint.MaxValue);
    }
}
