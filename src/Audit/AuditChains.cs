using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SimConsole.Audit;

/// <summary>
/// The chains of this process that no transaction holds. A transaction takes one at its first entry and gives it back when it has committed, so a chain grows by one
/// writer at a time, and any number of transactions can write at the same time.
/// </summary>
public sealed class AuditChains(AuditKeys keys, TimeProvider time)
{
    private const int ChanceBytes = 12;

    private readonly ConcurrentBag<AuditChain> _free = [];

    /// <param name="transaction">The transaction that will make it longer; null for a statement of its own.</param>
    internal HeldChain Take(Guid? transaction) => new(_free.TryTake(out var chain) ? chain : NewChain(), transaction);

    /// <summary>Gives every entry its place in the chain.</summary>
    internal void Seal(HeldChain held, IEnumerable<AuditEntry> entries)
    {
        foreach (var entry in entries)
        {
            (entry.Chain, entry.Sequence, entry.At) = (held.Chain.Id, held.Sequence + 1, time.Now());
            entry.Seal = AuditSeal.Of(entry, held.Seal, keys.KeyOf(entry.Chain)!);
            (held.Sequence, held.Seal) = (entry.Sequence, entry.Seal);
        }
    }

    /// <summary>What was sealed is in the database: the chain goes on from there.</summary>
    internal void Committed(HeldChain held) => _free.Add(held.Chain with { Sequence = held.Sequence, Seal = held.Seal });

    /// <summary>What was sealed is certainly not in the database: the chain goes on from where it was.</summary>
    internal void RolledBack(HeldChain held) => _free.Add(held.Chain);

    private AuditChain NewChain() => new($"{keys.Name}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ChanceBytes))}", 0, []);
}

/// <summary>A chain as far as it is in the database: its last number, 0 before the first, and its last seal.</summary>
internal sealed record AuditChain(string Id, long Sequence, byte[] Seal);

/// <summary>A chain that a transaction makes longer.</summary>
internal sealed class HeldChain(AuditChain chain, Guid? transaction)
{
    public Guid? Transaction { get; } = transaction;

    public AuditChain Chain { get; } = chain;

    public long Sequence { get; set; } = chain.Sequence;

    public byte[] Seal { get; set; } = chain.Seal;
}
