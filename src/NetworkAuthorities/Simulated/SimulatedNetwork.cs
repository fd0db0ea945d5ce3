using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>
/// A network in the box: it takes its time, fails as often as it is told to, can be down, keeps its own record of who may attach,
/// and answers attempts to attach. Its record is in tables of its own, so that it outlives the process as a real network does.
/// </summary>
public sealed class SimulatedNetwork(IDbContextFactory<SimConsoleDb> databases, LiveFeed live, TimeProvider time, IOptions<SimulatedOptions> configured) : INetworkAuthority
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
        if (settings.Delay > TimeSpan.Zero)
        {
            await Task.Delay(settings.Delay, time, token);
        }

        var answers = batch.Orders.Select(order => Trouble(settings, order)).ToArray();
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

    /// <summary>A device with this ICCID or IMSI tries to attach. Says what the network answers.</summary>
    public async Task<AttachAnswer> AttachAsync(string identifier, CancellationToken token)
    {
        if (Settings.Outage)
        {
            return new AttachAnswer(false, "No answer: the network is down.");
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var subscriber = await db.SimulatedSubscribers.AsNoTracking().FirstOrDefaultAsync(s => s.Iccid == identifier || s.Imsi == identifier, token);
        var answer = subscriber switch
        {
            null => new AttachAnswer(false, "Refused: the network does not know this SIM (cause 2, IMSI unknown in HLR)."),
            { MayAttach: false } => new AttachAnswer(false, "Refused: this SIM may not connect (cause 7, GPRS services not allowed)."),
            _ => new AttachAnswer(true, "Accepted."),
        };
        if (subscriber is { MayAttach: false })
        {
            await KeepAsync(db, subscriber.Iccid, answer, token);
        }

        return answer;
    }

    /// <summary>Keeps a refused attempt, and tells whoever shows the Sim.</summary>
    private async Task KeepAsync(SimConsoleDb db, string iccid, AttachAnswer answer, CancellationToken token)
    {
        db.AttachRefusals.Add(new AttachRefusal { Iccid = iccid, At = time.Now(), Says = answer.Says });
        await db.SaveChangesAsync(token);
        live.Publish(await db.Sims.AsNoTracking().Where(s => s.Iccid == iccid)
            .Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, s.StatusChangedAt, s.Version, true)).ToListAsync(token));
    }

    private async Task RecordAsync(AuthorityBatch batch, int[] positions, bool mayAttach, AuthorityAnswer?[] answers, CancellationToken token)
    {
        string[] iccids = [.. positions.Select(i => batch.Orders[i].Iccid)];
        var late = new HashSet<string>();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            late.Clear();
            var rows = await db.SimulatedSubscribers
                .Where(s => iccids.Contains(s.Iccid) && s.OrderedAt <= batch.ClaimedAt)
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

    private AuthorityAnswer? Trouble(SimulatedOptions settings, AuthorityOrder order) =>
        Settings.Outage ? new AuthorityAnswer.TryAgain("The simulated network is down.")
        : Share(settings, order.Iccid, 0) < settings.RefusalRate ? new AuthorityAnswer.Refused("The simulated network refuses this SIM.")
        : Share(settings, order.Iccid, order.Attempt) < settings.FailureRate ? new AuthorityAnswer.TryAgain("The simulated network failed, as it was told to.")
        : null;

    /// <summary>A number from 0 up to 1 that the seed, the SIM and the attempt decide.</summary>
    private double Share(SimulatedOptions settings, string iccid, int attempt)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{settings.Seed ?? _randomSeed}/{iccid}/{attempt}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (1.0 + uint.MaxValue);
    }
}

/// <summary>What the network says to a device that tries to attach.</summary>
public sealed record AttachAnswer(bool Accepted, string Says);
