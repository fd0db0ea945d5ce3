using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.Protection;

/// <summary>A column whose texts are encrypted by Data Protection. Each slice registers its own, so that all of them can be encrypted again with another key.</summary>
public abstract class ProtectedColumn
{
    /// <summary>Encrypts every text of the column again with the current key. Returns how many.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One cannot be read with the present keys.</exception>
    public abstract Task<int> ProtectAgainAsync(SimConsoleDb db, CancellationToken token);

    /// <summary>Decrypts every text of the column and keeps none. Returns how many.</summary>
    /// <inheritdoc cref="ProtectAgainAsync" path="/exception"/>
    public abstract Task<int> ReadAllAsync(SimConsoleDb db, CancellationToken token);
}

/// <param name="purpose">The Data Protection purpose that the slice uses.</param>
/// <param name="key">The name of the primary key.</param>
/// <param name="column">The name of the column.</param>
public sealed class ProtectedColumn<TRow, TKey>(IDataProtectionProvider protection, string purpose, string key, string column) : ProtectedColumn where TRow : class
{
    private const int Chunk = 500;

    public override async Task<int> ProtectAgainAsync(SimConsoleDb db, CancellationToken token)
    {
        var protector = protection.CreateProtector(purpose);
        var keys = await db.Set<TRow>().Where(row => EF.Property<string?>(row, column) != null).Select(row => EF.Property<TKey>(row, key)).ToListAsync(token);
        foreach (var some in keys.Chunk(Chunk))
        {
            await db.InTransactionAsync(async () =>
            {
                foreach (var row in await db.Set<TRow>().Where(row => some.Contains(EF.Property<TKey>(row, key))).ToListAsync(token))
                {
                    var text = db.Entry(row).Property<string?>(column);
                    text.CurrentValue = text.CurrentValue is { } secret ? protector.Protect(protector.Unprotect(secret)) : null;
                }

                await db.SaveChangesAsync(token);
            }, token);
        }

        return keys.Count;
    }

    public override async Task<int> ReadAllAsync(SimConsoleDb db, CancellationToken token)
    {
        var (protector, count) = (protection.CreateProtector(purpose), 0);
        await foreach (var secret in db.Set<TRow>().Where(row => EF.Property<string?>(row, column) != null).Select(row => EF.Property<string>(row, column)).AsAsyncEnumerable().WithCancellation(token))
        {
            protector.Unprotect(secret);
            count++;
        }

        return count;
    }
}

public static class ProtectedColumns
{
    /// <summary>Registers a column whose texts are encrypted by Data Protection.</summary>
    public static IServiceCollection AddProtectedColumn<TRow, TKey>(this IServiceCollection services, string purpose, string key, string column) where TRow : class =>
        services.AddSingleton<ProtectedColumn>(provider => new ProtectedColumn<TRow, TKey>(provider.GetRequiredService<IDataProtectionProvider>(), purpose, key, column));
}
