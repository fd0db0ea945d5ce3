using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.Work;

namespace SimConsole.Inventory;

/// <summary>
/// Imports lists of cards. The operator imports the inventory, and registering claims a card of it (the API's rule,
/// "Registering"). An operator who holds the codes may do both at once; a list that names Sims and Fleets, which an
/// inventory card does not have, asks for that. So a line becomes a registered Sim, new and in its Fleet, unless the caller
/// wants <see cref="CardTarget.Inventory"/>. The code of a line is not checked then, because the operator supplied it.
/// </summary>
public sealed class CardImport(
    IDbContextFactory<SimConsoleDb> databases, CardKeyStore keys, FleetService fleets, ReconcileSignal newSims, LiveFeed live, TimeProvider time)
{
    /// <summary>Says what an import would do with each line. Changes nothing.</summary>
    public async Task<CardReport> PreviewAsync(CardFile file, CardTarget target, IProgress<CardProgress>? progress, CancellationToken token)
    {
        var report = new CardReport();
        var named = new NamedFleets(fleets, null, [], _ => Task.FromResult(false));
        await foreach (var batch in CardBatch.ReadAsync(file, 0, token))
        {
            await using var db = await databases.CreateDbContextAsync(token);
            var known = await KnownCards.ReadAsync(db, target, batch.Open, token);
            foreach (var verdict in batch.With(await JudgeAsync(known, named, batch.Open, token)))
            {
                report.Add(verdict);
            }

            progress?.Report(new CardProgress(batch.LinesRead, file.Lines));
        }

        report.NewFleets = named.New;
        (report.Mendable, report.Mended) = (file.Imsis.Mendable, file.Imsis.Shown);
        return report;
    }

    /// <summary>Prepares what the lines of a batch need and what cannot be made in their transaction: the Fleets that good lines need, and the protection of their keys.</summary>
    internal async Task<PreparedCards> PrepareAsync(List<CardLine> lines, CardTarget target, NamedFleets named, CancellationToken token)
    {
        if (target == CardTarget.Sims && !lines.TrueForAll(named.Knows))
        {
            await using var db = await databases.CreateDbContextAsync(token);
            await JudgeAsync(await KnownCards.ReadAsync(db, target, lines, token), named, lines, token);
        }

        return new PreparedCards(lines, target, named, [.. lines.Where(line => line.Key is not null).Select(line => keys.Protect(line.Iccid, line.Key!))]);
    }

    /// <summary>
    /// Imports the good lines of a batch in the caller's transaction, and returns a verdict on each. What is there already stays as it is. Another import, or a registration, may
    /// take a card or a name at the same moment: then the transaction fails, the caller tries again, and all is judged anew.
    /// </summary>
    internal async Task<List<CardVerdict>> WriteAsync(SimConsoleDb db, PreparedCards cards, Caller caller, AfterCommit after, CancellationToken token)
    {
        var known = await KnownCards.ReadAsync(db, cards.Target, cards.Lines, token);
        var verdicts = new List<CardVerdict>(cards.Lines.Count);
        var good = new List<CardLine>(cards.Lines.Count);
        foreach (var line in cards.Lines.Select(known.Complete))
        {
            var verdict = known.Judge(line);
            verdict = cards.Target == CardTarget.Sims ? Placed(line, verdict, cards.Fleets) : verdict;
            verdicts.Add(verdict);
            if (verdict.Kind == CardVerdictKind.Good)
            {
                good.Add(line);
            }
        }

        if (cards.Target == CardTarget.Sims)
        {
            live.Publish(await RegisterAsync(db, known, good, cards.Fleets, caller.Actor, token), after);
            after.Wake(newSims);
        }
        else
        {
            await StoreAsync(db, good, token);
        }

        var written = good.Select(line => line.Iccid).ToHashSet();
        await CardKeyStore.AddAsync(db, [.. cards.Keys.Where(key => written.Contains(key.Iccid))], token);
        if (good.Count > 0)
        {
            db.Audit(caller, AuditKinds.CardsImported, cards.Target == CardTarget.Sims ? "sims" : "inventory",
                new("cards", good.Count), new("from ICCID", good[0].Iccid), new("to ICCID", good[^1].Iccid));
        }

        return verdicts;
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

    private async Task StoreAsync(SimConsoleDb db, List<CardLine> cards, CancellationToken token)
    {
        var now = time.Now();
        await db.InsertManyAsync(
            cards.ConvertAll(c => new InventoryCard { Iccid = c.Iccid, RegistrationCode = c.RegistrationCode!, Imsi = c.Imsi, Msisdn = c.Msisdn, ImportedAt = now }), token);
    }

    private async Task<IReadOnlyList<SimChanged>> RegisterAsync(
        SimConsoleDb db, KnownCards known, List<CardLine> cards, NamedFleets named, Actor actor, CancellationToken token)
    {
        var now = time.Now();
        await db.InsertManyAsync(cards.ConvertAll(card => NewSim(card, named.IdOf(card), now)), token);
        string[] iccids = [.. cards.Select(card => card.Iccid)];
        var sims = await db.Sims.Where(s => iccids.Contains(s.Iccid)).OrderBy(s => s.Id).Select(s => new { s.Id, s.Iccid, s.Sid, s.Version }).ToListAsync(token);
        await db.InsertManyAsync(sims.ConvertAll(s => new SimEvent { SimId = s.Id, At = now, Kind = SimEventKind.Registered, Actor = actor.Name }), token);
        await TagAsync(db, cards, sims.ToDictionary(s => s.Iccid, s => s.Id), token);
        if (known.Cards.Count > 0)
        {
            await db.InventoryCards.Where(c => iccids.Contains(c.Iccid)).ExecuteDeleteAsync(token);
        }

        return sims.ConvertAll(s => new SimChanged(s.Id, s.Sid, SimStatus.New, null, now, s.Version, DetailsChanged: true));
    }

    private static async Task TagAsync(SimConsoleDb db, List<CardLine> cards, Dictionary<string, long> sims, CancellationToken token)
    {
        string[] names = [.. cards.SelectMany(card => card.Tags).Distinct()];
        if (names.Length > 0)
        {
            await db.LockTagsAsync(token);
            var ids = await db.MakeTagsAsync(names, token);
            await db.InsertManyAsync([.. cards.SelectMany(card => card.Tags, (card, tag) => new SimTag { TagId = ids[tag], SimId = sims[card.Iccid] })], token);
        }
    }

    private static Sim NewSim(CardLine line, long? fleetId, DateTimeOffset now) => new()
    {
        Sid = line.Sid ?? Sid.New(Sim.SidPrefix),
        Iccid = line.Iccid,
        Imsi = line.Imsi,
        Msisdn = line.Msisdn,
        UniqueName = line.UniqueName,
        Note = line.Note,
        FleetId = fleetId,
        CreatedAt = now,
        UpdatedAt = now,
        StatusChangedAt = now,
    };
}

/// <summary>Lines with what they need to be written.</summary>
internal sealed record PreparedCards(List<CardLine> Lines, CardTarget Target, NamedFleets Fleets, IReadOnlyList<ProtectedCardKey> Keys);
