using System.IO.Compression;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Inventory.Imports;

/// <summary>Stores the files of imports, encrypted: any process can go on with one, and reading the database does not reveal the keys of its cards.</summary>
public sealed class ImportFiles(IDbContextFactory<SimConsoleDb> databases, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The purpose with which Data Protection protects them.</summary>
    internal const string Purpose = "SimConsole.Inventory.ImportBlock";

    /// <summary>How long the file of an import that has ended is kept, so that its bad lines can be mended.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private const int BlockSize = 256 * 1024;

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    /// <summary>Stores a file, each block in a transaction of its own.</summary>
    /// <param name="stored">Called with the number of bytes stored so far.</param>
    public async Task WriteAsync(long importId, CardFile file, IProgress<long>? stored, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var bytes = 0L;
        await foreach (var block in file.BlocksAsync(BlockSize, token))
        {
            db.ChangeTracker.Clear();
            db.ImportBlocks.Add(new ImportBlock { ImportId = importId, Content = _protector.Protect(Convert.ToBase64String(Compressed(block.Span))) });
            await db.SaveChangesAsync(token);
            stored?.Report(bytes += block.Length);
        }
    }

    /// <summary>The file of an import as it was handed in.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It cannot be read with the present keys.</exception>
    public async Task<Result<CardFile>> OpenAsync(long importId, CancellationToken token) => await CardFile.OfBlocksAsync(ReadAsync(importId, token), token);

    /// <summary>Forgets files that were kept for <see cref="Life"/>.</summary>
    public async Task ForgetOldAsync(CancellationToken token)
    {
        var before = time.Now() - Life;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(() => DropAsync(db, i => i.EndedAt < before, token), token);
    }

    /// <summary>Forgets the files of these imports, in the caller's transaction.</summary>
    internal static async Task DropAsync(SimConsoleDb db, Expression<Func<Import, bool>> which, CancellationToken token)
    {
        long[] ids = [.. await db.Imports.Where(i => i.HasFile).Where(which).Select(i => i.Id).ToListAsync(token)];
        await db.ImportBlocks.Where(b => ids.Contains(b.ImportId)).ExecuteDeleteAsync(token);
        await db.Imports.Where(i => ids.Contains(i.Id)).ExecuteUpdateAsync(set => set.SetProperty(i => i.HasFile, false), token);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(long importId, [EnumeratorCancellation] CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        foreach (var id in await db.ImportBlocks.Where(b => b.ImportId == importId).OrderBy(b => b.Id).Select(b => b.Id).ToListAsync(token))
        {
            yield return Expanded(Convert.FromBase64String(_protector.Unprotect(await db.ImportBlocks.Where(b => b.Id == id).Select(b => b.Content).SingleAsync(token))));
        }
    }

    private static byte[] Compressed(ReadOnlySpan<byte> block)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest))
        {
            brotli.Write(block);
        }

        return compressed.ToArray();
    }

    private static byte[] Expanded(byte[] compressed)
    {
        using var expanded = new MemoryStream(BlockSize);
        using (var brotli = new BrotliStream(new MemoryStream(compressed), CompressionMode.Decompress))
        {
            brotli.CopyTo(expanded);
        }

        return expanded.ToArray();
    }
}
