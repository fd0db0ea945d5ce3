using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SimConsole.People.SecondFactor;

/// <summary>The codes of authenticator apps: six digits, another every 30 seconds. Source: RFC 6238, with HMAC-SHA-1, and RFC 4226, section 5.3.</summary>
internal static class Totp
{
    public const int Digits = 6;

    public const int SecondsPerStep = 30;

    /// <summary>By how many steps the phone's clock, or the person who types, may be late or early.</summary>
    private const int Drift = 1;

    /// <summary>Source: RFC 4648, section 6.</summary>
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The number of the present step.</summary>
    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / SecondsPerStep;

    /// <summary>The code of one step.</summary>
    /// <param name="key">The key that app and console share, in Base32.</param>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "It is what authenticator apps understand, and HMAC-SHA-1 is not broken.")]
    public static string CodeOf(string key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Decode(key), counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The steps around now that have this code, the earliest first; hardly ever more than one.</summary>
    public static IReadOnlyList<long> StepsOf(string key, string code, DateTimeOffset now)
    {
        var (given, at) = (Encoding.UTF8.GetBytes(code), StepAt(now));
        return [.. Enumerable.Range(-Drift, (2 * Drift) + 1).Select(offset => at + offset)
            .Where(step => CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(CodeOf(key, step))))];
    }

    private static byte[] Decode(string key)
    {
        var (bytes, bits, held) = (new List<byte>(key.Length * 5 / 8), 0, 0);
        foreach (var letter in key)
        {
            bits = (bits << 5) | Base32.IndexOf(letter, StringComparison.Ordinal);
            held += 5;
            if (held >= 8)
            {
                held -= 8;
                bytes.Add((byte)(bits >> held));
                bits &= (1 << held) - 1;
            }
        }

        return [.. bytes];
    }
}
