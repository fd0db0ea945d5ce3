using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Inventory;

/// <summary>What the database already has of what some lines ask for, read with a few statements for all of them.</summary>
internal sealed record KnownCards(
    CardTarget Target, HashSet<string> Sims, IReadOnlyDictionary<string, InventoryCard> Cards, IReadOnlyDictionary<string, string> Imsis, HashSet<string> Names, HashSet<string> Sids)
{
    public static async Task<KnownCards> ReadAsync(SimConsoleDb db, CardTarget target, IReadOnlyCollection<CardLine> lines, CancellationToken token)
    {
        string[] iccids = [.. lines.Select(l => l.Iccid)];
        var cards = await db.InventoryCards.AsNoTracking().Where(c => iccids.Contains(c.Iccid)).ToDictionaryAsync(c => c.Iccid, token);
        string[] imsis = [.. lines.Select(l => l.Imsi).Concat(cards.Values.Select(c => c.Imsi)).OfType<string>().Distinct()];
        string[] names = target == CardTarget.Sims ? [.. lines.Select(l => l.UniqueName).OfType<string>()] : [];
        string[] sids = target == CardTarget.Sims ? [.. lines.Select(l => l.Sid).OfType<string>()] : [];
        var owners = await db.Sims.Where(s => imsis.Contains(s.Imsi)).Select(s => new { s.Imsi, s.Iccid }).ToDictionaryAsync(s => s.Imsi!, s => s.Iccid, token);
        if (target == CardTarget.Inventory)
        {
            foreach (var owner in await db.InventoryCards.Where(c => imsis.Contains(c.Imsi)).Select(c => new { c.Imsi, c.Iccid }).ToListAsync(token))
            {
                owners.TryAdd(owner.Imsi!, owner.Iccid);
            }
        }

        return new KnownCards(
            target,
            await db.Sims.Where(s => iccids.Contains(s.Iccid)).Select(s => s.Iccid).ToHashSetAsync(token),
            cards,
            owners,
            await db.Sims.Where(s => names.Contains(s.UniqueName)).Select(s => s.UniqueName!).ToHashSetAsync(token),
            sids.Length == 0 ? [] : await db.Sims.Where(s => sids.Contains(s.Sid)).Select(s => s.Sid).ToHashSetAsync(token));
    }

    /// <summary>The line, completed by the card that the inventory has.</summary>
    public CardLine Complete(CardLine line) => Cards.GetValueOrDefault(line.Iccid) is { } card
        ? line with { Imsi = line.Imsi ?? card.Imsi, Msisdn = line.Msisdn ?? card.Msisdn }
        : line;

    public CardVerdict Judge(CardLine line)
    {
        if (Sims.Contains(line.Iccid))
        {
            return line.Verdict(CardVerdictKind.AlreadyThere, "This card is a SIM already. Nothing changes.");
        }

        if (Target == CardTarget.Inventory && Cards.ContainsKey(line.Iccid))
        {
            return line.Verdict(CardVerdictKind.AlreadyThere, "This card is in the inventory already. Nothing changes.");
        }

        if (line.Fault is { } fault)
        {
            return line.Verdict(CardVerdictKind.Bad, fault);
        }

        if (Target == CardTarget.Inventory && line.RegistrationCode is null)
        {
            return line.Verdict(CardVerdictKind.Bad, "The registration code is missing. Fill it in: without it nobody can register the card.");
        }

        if (Complete(line).Imsi is { } imsi && Imsis.TryGetValue(imsi, out var owner))
        {
            return line.Verdict(CardVerdictKind.Bad, $"The card {owner} has the IMSI {imsi} already. Compare both with their deliveries: no two cards share one.");
        }

        if (line.Sid is { } sid && Sids.Contains(sid))
        {
            return line.Verdict(CardVerdictKind.Bad, $"Another SIM has the SID {sid} already. Leave it empty, and the SIM gets one.");
        }

        return line.UniqueName is { } name && Names.Contains(name)
            ? line.Verdict(CardVerdictKind.Bad, $"Another SIM is named {name} already. Choose another name, or rename that one first.")
            : line.Verdict(CardVerdictKind.Good);
    }
}
