using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SimConsole.Audit;

/// <summary>Computes seals: HMAC-SHA-256 over every column of an entry but its id, each with its length before it, and the seal of the link before.</summary>
internal static class AuditSeal
{
    /// <summary>The seal of an entry.</summary>
    /// <param name="before">The seal of the link before; empty for the first.</param>
    public static byte[] Of(AuditEntry entry, ReadOnlySpan<byte> before, byte[] key)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Add(mac, before);
        Add(mac, entry.Chain);
        Add(mac, entry.Sequence);
        Add(mac, entry.At.UtcTicks);
        Add(mac, (long)entry.Door);
        Add(mac, entry.Actor);
        Add(mac, entry.SessionId ?? -1);
        Add(mac, entry.Address);
        Add(mac, entry.Kind);
        Add(mac, entry.Subject);
        Add(mac, entry.Changes);
        return mac.GetHashAndReset();
    }

    /// <summary>The seal of a checkpoint.</summary>
    public static byte[] OfCheckpoint(string chain, long sequence, ReadOnlySpan<byte> last, string file, byte[] key)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Add(mac, last);
        Add(mac, chain);
        Add(mac, sequence);
        Add(mac, file);
        return mac.GetHashAndReset();
    }

    private static void Add(IncrementalHash mac, string text) => Add(mac, Encoding.UTF8.GetBytes(text));

    private static void Add(IncrementalHash mac, ReadOnlySpan<byte> bytes)
    {
        Add(mac, bytes.Length);
        mac.AppendData(bytes);
    }

    private static void Add(IncrementalHash mac, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        mac.AppendData(bytes);
    }
}
