using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Inventory;

/// <summary>Stores the keys of cards encrypted, so that reading the database does not reveal them.</summary>
public sealed class CardKeyStore(IDbContextFactory<SimConsoleDb> databases, IDataProtectionProvider protection)
{
    /// <summary>The purpose with which Data Protection protects the keys.</summary>
    internal const string Purpose = "SimConsole.Inventory.CardKey";

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    /// <summary>Protects the key of a card. Call it outside a transaction: the first use writes a key of the application's own to the same database.</summary>
    public ProtectedCardKey Protect(string iccid, CardKey key) =>
        new() { Iccid = iccid, Secret = _protector.Protect(string.Join(' ', key.Algorithm, key.Ki, key.Opc)) };

    /// <summary>Adds keys in the caller's unit of work. A card that has one keeps it.</summary>
    public static async Task AddAsync(SimConsoleDb db, IReadOnlyCollection<ProtectedCardKey> keys, CancellationToken token)
    {
        string[] iccids = [.. keys.Select(k => k.Iccid)];
        var known = iccids.Length == 0 ? [] : await db.CardKeys.Where(k => iccids.Contains(k.Iccid)).Select(k => k.Iccid).ToHashSetAsync(token);
        db.CardKeys.AddRange(keys.Where(k => !known.Contains(k.Iccid)));
    }

    /// <summary>The keys of these cards, by their ICCIDs; a card that has none is left out.</summary>
    public async Task<IReadOnlyDictionary<string, CardKey>> ReadAsync(IReadOnlyCollection<string> iccids, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var keys = await db.CardKeys.AsNoTracking().Where(k => iccids.Contains(k.Iccid)).ToListAsync(token);
        return keys.ToDictionary(k => k.Iccid, k => Opened(_protector.Unprotect(k.Secret).Split(' ')));
    }

    private static CardKey Opened(string[] parts) => new(parts[0], parts[1], parts[2].Length == 0 ? null : parts[2]);
}
