using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SimConsole.Networks;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>A stretch of time in which each device has one data session at most.</summary>
/// <param name="Number">Slots since 1970.</param>
/// <param name="Length">Its length in milliseconds.</param>
internal readonly record struct TrafficSlot(long Number, long Length)
{
    public DateTimeOffset End => StartOf(SimulatedSubscriber.Phases);

    public static TrafficSlot At(DateTimeOffset time, TimeSpan length)
    {
        var milliseconds = (long)length.TotalMilliseconds;
        return new(time.ToUnixTimeMilliseconds() / milliseconds, milliseconds);
    }

    /// <summary>When the devices of a phase begin.</summary>
    public DateTimeOffset StartOf(int phase) => DateTimeOffset.FromUnixTimeMilliseconds((Number * Length) + (Length * phase / SimulatedSubscriber.Phases));

    /// <summary>The first phase that begins at <paramref name="time"/> or later.</summary>
    public int FirstFrom(DateTimeOffset time)
    {
        var into = Math.Clamp(time.ToUnixTimeMilliseconds() - (Number * Length), 0, Length);
        return (int)((into * SimulatedSubscriber.Phases + Length - 1) / Length);
    }
}

/// <summary>The networks that the devices of a Fleet meet: each device has a home country, and seldom leaves it.</summary>
internal sealed class TrafficCoverage
{
    private const int LargestOfCountry = 4;

    // Where most of the SIMs that roam the world are.
    private static readonly string[] Likely = ["DE", "US", "GB", "FR", "NL", "PL"];

    private readonly Network[][] _countries;

    public TrafficCoverage(IReadOnlyList<Network> allowed)
    {
        var byCountry = allowed.GroupBy(n => n.IsoCountry).ToDictionary(g => g.Key, g => g.Take(LargestOfCountry).ToArray());
        Network[][] likely = [.. Likely.Where(byCountry.ContainsKey).Select(country => byCountry[country])];
        _countries = likely.Length > 0 ? likely : [.. byCountry.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value)];
    }

    public bool IsEmpty => _countries.Length == 0;

    /// <summary>The network that a device is on; each argument is a number from 0 up to 1.</summary>
    public Network Pick(double home, double away, double network)
    {
        const double Travels = 0.03;
        var country = _countries[(int)(_countries.Length * (away < Travels ? away / Travels : home))];
        return country[(int)(country.Length * network)];
    }
}

/// <summary>Makes up the data sessions of devices: the same seed, card and slot give the same session.</summary>
internal static class SimulatedTraffic
{
    private const double Silent = 0.1;

    /// <summary>The session of a device that begins at <paramref name="start"/>, or null where it sends nothing in this slot.</summary>
    public static ReportedSession? Of(int seed, string iccid, TrafficSlot slot, DateTimeOffset start, TrafficCoverage coverage)
    {
        var device = new Draw(string.Create(CultureInfo.InvariantCulture, $"{seed}/{iccid}/device"));
        var draw = new Draw(string.Create(CultureInfo.InvariantCulture, $"{seed}/{iccid}/{slot.Length}/{slot.Number}"));
        if (coverage.IsEmpty || draw.Share(0) < Silent)
        {
            return null;
        }

        // A device sends at once, and stays reachable for most of the slot.
        return new ReportedSession(
            iccid,
            coverage.Pick(device.Share(0), draw.Share(1), draw.Share(2)).Id,
            start,
            start.AddMilliseconds((long)(slot.Length * (0.3 + 0.6 * draw.Share(3)))),
            Between(2_000, 500_000, draw.Share(4)),
            Between(10_000, 5_000_000, draw.Share(5)),
            string.Create(CultureInfo.InvariantCulture, $"10.{draw.Byte(24)}.{draw.Byte(25)}.{1 + draw.Byte(26) % 254}"));
    }

    /// <summary>Log-uniform: each order of magnitude is equally likely.</summary>
    private static long Between(double least, double most, double share) => (long)(least * Math.Pow(most / least, share));

    private readonly struct Draw(string key)
    {
        private readonly byte[] _hash = SHA256.HashData(Encoding.ASCII.GetBytes(key));

        /// <summary>A number from 0 up to 1.</summary>
        public double Share(int index) => BinaryPrimitives.ReadUInt32LittleEndian(_hash.AsSpan(index * sizeof(uint))) / (1.0 + uint.MaxValue);

        public byte Byte(int index) => _hash[index];
    }
}
