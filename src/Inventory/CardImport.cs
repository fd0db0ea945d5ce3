using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.Reconciliation;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>
/// Imports lists of cards. The inventory is what an operator imports, and registering is what claims a card of it (the API's rule,
/// "Registering"). An operator who holds the codes may do both at once, and a list that names Sims and Fleets, which an
/// inventory card has not, asks for that: so a line becomes a registered Sim, new and in its Fleet, unless the caller
/// wants <see cref="CardTarget.Inventory"/>. The code of a line is not checked then: the operator is where it came from.
/// </summary>
public sealed class CardImport(
    IDbContextFactory<SimConsoleDb> databases, CardKeyStore keys, FleetService fleets, ReconcileSignal newSims, LiveFeed live, TimeProvider time)
{
    /// <summary>How many lines are written in one transaction.</summary>
    public const int BatchSize = 1_000;

    /// <summary>Says of each line what an import would do with it. Changes nothing.</summary>
    public async Task<CardReport> PreviewAsync(CardFile file, CardTarget target, IProgress<CardProgress>? progress, CancellationToken token)
    {
        var report = new CardReport();
        var named = new NamedFleets(fleets, report, null);
        await foreach (var (judged, open, lines) in BatchesAsync(file, token))
        {
            await using var db = await databases.CreateDbContextAsync(token);
            var known = await KnownCards.ReadAsync(db, target, open, token);
            AddTo(report, judged, await JudgeAsync(known, named, open, token));
            progress?.Report(new CardProgress(lines, file.Lines, report.Good));
        }

        return report;
    }

    /// <summary>
    /// Imports the good lines, a batch in a transaction. What is there already stays as it is, so an import that was stopped, or
    /// repeated, goes on where it was. A cancelled import ends with its report, <see cref="CardReport.Stopped"/>, after its last whole batch.
    /// </summary>
    public async Task<Result<CardReport>> ImportAsync(CardFile file, CardTarget target, Caller caller, IProgress<CardProgress>? progress, CancellationToken token)
    {
        if (caller.Lacks(Permissions.Import) is { } lacking)
        {
            return lacking;
        }

        var report = new CardReport();
        var named = new NamedFleets(fleets, report, caller);
        try
        {
            await foreach (var (judged, open, lines) in BatchesAsync(file, token))
            {
                token.ThrowIfCancellationRequested();
                AddTo(report, judged, await WriteAsync(open, target, named, caller, token));
                progress?.Report(new CardProgress(lines, file.Lines, report.Good));
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            report.Stopped = true;
        }

        return report;
    }

    private static async IAsyncEnumerable<(List<CardVerdict> Judged, List<CardLine> Open, int Lines)> BatchesAsync(
        CardFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        var earlier = new EarlierLines();
        await foreach (var batch in file.ReadAsync(token).Chunk(BatchSize).WithCancellation(token))
        {
            var (judged, open) = (new List<CardVerdict>(), new List<CardLine>(batch.Length));
            foreach (var line in batch)
            {
                if (earlier.Judge(line) is { } verdict)
                {
                    judged.Add(verdict);
                }
                else
                {
                    open.Add(line);
                }
            }

            yield return (judged, open, batch[^1].Number - 1);
        }
    }

    private static async Task<List<CardVerdict>> JudgeAsync(KnownCards known, NamedFleets named, List<CardLine> lines, CancellationToken token)
    {
        var verdicts = new List<CardVerdict>(lines.Count);
        foreach (var line in lines)
        {
            var verdict = known.Judge(line);
            if (verdict.Kind == CardVerdictKind.Good && known.Target == CardTarget.Sims)
            {
                await named.LearnAsync(line, token);
                verdict = Placed(line, verdict, named);
            }

            verdicts.Add(verdict);
        }

        return verdicts;
    }

    private static CardVerdict Placed(CardLine line, CardVerdict verdict, NamedFleets named) =>
        verdict.Kind == CardVerdictKind.Good && named.FaultOf(line) is { } fault ? line.Verdict(CardVerdictKind.Bad, fault) : verdict;

    private async Task<List<CardVerdict>> WriteAsync(List<CardLine> lines, CardTarget target, NamedFleets named, Caller caller, CancellationToken token)
    {
        if (target == CardTarget.Sims && !lines.TrueForAll(named.Knows))
        {
            // Fleets are made before the batch's own transaction, and only those that a good line needs.
            await using var db = await databases.CreateDbContextAsync(token);
            await JudgeAsync(await KnownCards.ReadAsync(db, target, lines, token), named, lines, token);
        }

        // Another import, or a registration, may take a card or a name in the same moment: then all is judged again by what is there.
        return await Contention.WriteAsync(() => TryWriteAsync(lines, target, named, caller, token), token);
    }

    private async Task<List<CardVerdict>> TryWriteAsync(List<CardLine> lines, CardTarget target, NamedFleets named, Caller caller, CancellationToken token)
    {
        var verdicts = new List<CardVerdict>(lines.Count);
        IReadOnlyList<SimChanged> registered = [];
        var secrets = lines.Where(line => line.Key is not null).Select(line => keys.Protect(line.Iccid, line.Key!)).ToList();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            verdicts.Clear();
            var known = await KnownCards.ReadAsync(db, target, lines, token);
            var good = new List<CardLine>(lines.Count);
            foreach (var line in lines.Select(known.Complete))
            {
                var verdict = known.Judge(line);
                verdict = target == CardTarget.Sims ? Placed(line, verdict, named) : verdict;
                verdicts.Add(verdict);
                if (verdict.Kind == CardVerdictKind.Good)
                {
                    good.Add(line);
                }
            }

            registered = target == CardTarget.Sims ? await RegisterAsync(db, known, good, named, caller.Actor, token) : await StoreAsync(db, good, token);
            var written = good.Select(line => line.Iccid).ToHashSet();
            await CardKeyStore.AddAsync(db, [.. secrets.Where(s => written.Contains(s.Iccid))], token);
            if (good.Count > 0)
            {
                db.Audit(caller, AuditKinds.CardsImported, target == CardTarget.Sims ? "sims" : "inventory",
                    new("cards", good.Count), new("from ICCID", good[0].Iccid), new("to ICCID", good[^1].Iccid));
            }

            await db.SaveChangesAsync(token);
        }, token);
        live.Publish(registered);
        newSims.Wake();
        return verdicts;
    }

    private async Task<IReadOnlyList<SimChanged>> StoreAsync(SimConsoleDb db, List<CardLine> cards, CancellationToken token)
    {
        var now = time.Now();
        await db.InsertManyAsync(
            cards.ConvertAll(c => new InventoryCard { Iccid = c.Iccid, RegistrationCode = c.RegistrationCode!, Imsi = c.Imsi, Msisdn = c.Msisdn, ImportedAt = now }), token);
        return [];
    }

    private async Task<IReadOnlyList<SimChanged>> RegisterAsync(
        SimConsoleDb db, KnownCards known, List<CardLine> cards, NamedFleets named, Actor actor, CancellationToken token)
    {
        var now = time.Now();
        await db.InsertManyAsync(cards.ConvertAll(card => NewSim(card, named.IdOf(card), now)), token);
        string[] iccids = [.. cards.Select(card => card.Iccid)];
        var sims = await db.Sims.Where(s => iccids.Contains(s.Iccid)).OrderBy(s => s.Id).Select(s => new { s.Id, s.Sid, s.Version }).ToListAsync(token);
        await db.InsertManyAsync(sims.ConvertAll(s => new SimEvent { SimId = s.Id, At = now, Kind = SimEventKind.Registered, Actor = actor.Name }), token);
        if (known.Cards.Count > 0)
        {
            await db.InventoryCards.Where(c => iccids.Contains(c.Iccid)).ExecuteDeleteAsync(token);
        }

        return sims.ConvertAll(s => new SimChanged(s.Id, s.Sid, SimStatus.New, null, now, s.Version, DetailsChanged: true));
    }

    private static Sim NewSim(CardLine line, long? fleetId, DateTimeOffset now) => new()
    {
        Iccid = line.Iccid,
        Imsi = line.Imsi,
        Msisdn = line.Msisdn,
        UniqueName = line.UniqueName,
        FleetId = fleetId,
        CreatedAt = now,
        UpdatedAt = now,
        StatusChangedAt = now,
    };

    private static void AddTo(CardReport report, List<CardVerdict> judged, List<CardVerdict> written)
    {
        foreach (var verdict in judged.Concat(written).OrderBy(v => v.Line))
        {
            report.Add(verdict);
        }
    }
}
