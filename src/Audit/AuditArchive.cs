using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Audit;

/// <summary>Takes old entries out of the database into a file whose last line seals it, so that an audit is kept for as long as a law says, and the database stays small.</summary>
public sealed class AuditArchive(IDbContextFactory<SimConsoleDb> databases, AuditKeys keys, AuditTrail trail, TimeProvider time)
{
    /// <summary>The folder of the files, beside the key.</summary>
    public const string Folder = "audit-archive";

    private const int Chunk = 2_000;

    /// <summary>
    /// Writes what is older than <paramref name="age"/>, and deletes it when the file is on the disk. Returns the file and the number of entries; null where there is
    /// nothing so old. Only the beginning of a chain is taken out: everything up to its last old entry, so that no gap arises.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written. Nothing is deleted.</exception>
    public async Task<(string Path, int Entries)?> WriteAsync(TimeSpan age, Caller caller, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var old = now - age;
        var cuts = await db.AuditEntries.GroupBy(e => e.Chain)
            .Select(g => new { Chain = g.Key, Last = g.Max(e => e.At < old ? e.Sequence : 0) })
            .Where(c => c.Last > 0).OrderBy(c => c.Chain).ToListAsync(token);
        if (cuts.Count == 0)
        {
            return null;
        }

        var name = $"audit-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}.jsonl";
        var folder = Path.Combine(Path.GetDirectoryName(keys.Path) ?? "", Folder);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        var count = await WriteAsync(db, path, [.. cuts.Select(c => (c.Chain, c.Last))], token);
        foreach (var cut in cuts)
        {
            await db.InTransactionAsync(() => CutAsync(db, cut.Chain, cut.Last, name, token), token);
        }

        await trail.RecordAsync(caller, AuditKinds.AuditArchived, name, new AuditChange("entries", count));
        return (path, count);
    }

    private async Task<int> WriteAsync(SimConsoleDb db, string path, IReadOnlyList<(string Chain, long Last)> cuts, CancellationToken token)
    {
        var count = 0;
        using var digest = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.KeyOf(keys.Name)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        foreach (var (chain, last) in cuts)
        {
            for (var from = 0L; from < last;)
            {
                var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Chain == chain && e.Sequence > from && e.Sequence <= last)
                    .OrderBy(e => e.Sequence).Take(Chunk).ToListAsync(token);
                foreach (var entry in entries)
                {
                    await AddAsync(AuditLines.Of(entry));
                }

                (count, from) = (count + entries.Count, entries.Count == 0 ? last : entries[^1].Sequence);
            }
        }

        var seal = Convert.ToHexStringLower(digest.GetHashAndReset());
        await file.WriteAsync(Encoding.UTF8.GetBytes($"{{\"entries\":{count},\"key\":\"{keys.Name}\",\"seal\":\"{seal}\"}}\n"), token);
        file.Flush(flushToDisk: true);
        return count;

        async Task AddAsync(string line)
        {
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            digest.AppendData(bytes);
            await file.WriteAsync(bytes, token);
        }
    }

    private async Task CutAsync(SimConsoleDb db, string chain, long last, string file, CancellationToken token)
    {
        var seal = await db.AuditEntries.Where(e => e.Chain == chain && e.Sequence == last).Select(e => e.Seal).SingleAsync(token);
        var own = AuditSeal.OfCheckpoint(chain, last, seal, file, keys.KeyOf(chain) ?? keys.KeyOf(keys.Name)!);
        if (await db.AuditCheckpoints.SingleOrDefaultAsync(c => c.Chain == chain, token) is { } earlier)
        {
            (earlier.Sequence, earlier.LastSeal, earlier.File, earlier.Seal) = (last, seal, file, own);
        }
        else
        {
            db.AuditCheckpoints.Add(new AuditCheckpoint { Chain = chain, Sequence = last, LastSeal = seal, File = file, Seal = own });
        }

        await db.SaveChangesAsync(token);
        await db.AuditEntries.Where(e => e.Chain == chain && e.Sequence <= last).ExecuteDeleteAsync(token);
    }
}
