using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Audit;

/// <summary>What a walk along all chains has found.</summary>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Chains">In how many chains.</param>
/// <param name="Unverified">How many of the entries were sealed by a key that the file does not have.</param>
/// <param name="Fault">What is wrong with the first entry that is not as it was written, as a sentence; null where there is none.</param>
public sealed record AuditVerdict(long Entries, int Chains, long Unverified, string? Fault);

/// <summary>Finds out whether the audit is as it was written.</summary>
public sealed class AuditVerifier(IDbContextFactory<SimConsoleDb> databases, AuditKeys keys)
{
    /// <summary>Walks along every chain, up to the first fault.</summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken token)
    {
        var (count, chains, unverified) = (0L, 0, 0L);
        Link? before = null;
        await using var db = await databases.CreateDbContextAsync(token);
        var checkpoints = await db.AuditCheckpoints.AsNoTracking().ToDictionaryAsync(c => c.Chain, token);
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await foreach (var entry in db.AuditEntries.AsNoTracking().OrderBy(e => e.Chain).ThenBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(token))
        {
            count++;
            if (before?.Chain != entry.Chain)
            {
                (before, chains) = (LinkBefore(entry.Chain, checkpoints), chains + 1);
            }

            if (keys.KeyOf(entry.Chain) is not { } key)
            {
                unverified++;
            }
            else if (FaultOf(entry, before!, key) is { } fault)
            {
                return new AuditVerdict(count, chains, unverified, fault);
            }

            before = new Link(entry.Chain, entry.Sequence, entry.Seal);
        }

        return new AuditVerdict(count, chains, unverified, null);
    }

    /// <summary>Where a chain whose beginning was archived goes on. The checkpoint that says so is sealed as well.</summary>
    private Link LinkBefore(string chain, Dictionary<string, AuditCheckpoint> checkpoints) =>
        checkpoints.TryGetValue(chain, out var checkpoint) && keys.KeyOf(chain) is { } key
        && CryptographicOperations.FixedTimeEquals(AuditSeal.OfCheckpoint(chain, checkpoint.Sequence, checkpoint.LastSeal, checkpoint.File, key), checkpoint.Seal)
            ? new Link(chain, checkpoint.Sequence, checkpoint.LastSeal)
            : new Link(chain, 0, []);

    private static string? FaultOf(AuditEntry entry, Link before, byte[] key)
    {
        var expected = before.Sequence + 1;
        return entry.Sequence != expected ? $"Before the entry {Named(entry)}, the entry {expected} of its chain is missing: it was taken out, or moved."
            : !CryptographicOperations.FixedTimeEquals(AuditSeal.Of(entry, before.Seal, key), entry.Seal) ? $"The entry {Named(entry)} is not as it was written: it was changed, or the one before it."
            : null;
    }

    private sealed record Link(string Chain, long Sequence, byte[] Seal);

    private static string Named(AuditEntry entry) => $"{entry.Id} (number {entry.Sequence} of the chain {entry.Chain}, {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {entry.Kind} by {entry.Actor})";
}
