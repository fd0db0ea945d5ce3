using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace SimConsole.People;

/// <summary>
/// How often passwords are compared; the limit applies before anything is hashed. It is counted by network, so that a stranger stops only others of the same
/// network. At most two passwords are compared at once, of which at most one is a stranger's. All of it is in memory, for this process alone: a wrong try
/// writes nothing.
/// </summary>
public sealed class SignInLimits(TimeProvider time) : IDisposable
{
    /// <summary>Wrong passwords for one name, from one network or on one known device, within <see cref="Window"/>.</summary>
    public const int WrongByName = 5;

    /// <summary>Wrong passwords for any names from one network within <see cref="Window"/>.</summary>
    public const int WrongByNetwork = 30;

    private const int LongestQueue = 100;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly FailureLimit _byName = new(WrongByName, Window, time);
    private readonly FailureLimit _byNetwork = new(WrongByNetwork, Window, time);
    private readonly ConcurrencyLimiter _strangers = OneAtOnce();
    private readonly ConcurrencyLimiter _known = OneAtOnce();

    /// <summary>
    /// The part of an address that counts as one network: an IPv4 address, or the first 64 bits of an IPv6 address, since one person may have all the rest.
    /// </summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
        {
            return address.MapToIPv4().ToString();
        }

        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))}/64")
            : address?.ToString() ?? "";
    }

    /// <summary>Waits until a stranger's password may be compared. Null where it may not: there were too many wrong ones, or too many wait.</summary>
    public Task<SignInTry?> BeginAsync(string name, IPAddress? address, CancellationToken token)
    {
        var network = NetworkOf(address);
        return BeginAsync(_strangers, [(_byName, $"{network} {name}"), (_byNetwork, network)], token);
    }

    /// <summary>As above, for a person who has signed in before on this device.</summary>
    /// <param name="device">Identifies the device.</param>
    public Task<SignInTry?> BeginKnownAsync(string name, string device, CancellationToken token) => BeginAsync(_known, [(_byName, $"{device} {name}")], token);

    public void Dispose()
    {
        _strangers.Dispose();
        _known.Dispose();
    }

    private static async Task<SignInTry?> BeginAsync(ConcurrencyLimiter lane, (FailureLimit Limit, string Who)[] limits, CancellationToken token)
    {
        for (var i = 0; i < limits.Length; i++)
        {
            if (!limits[i].Limit.TryBegin(limits[i].Who))
            {
                GiveBack(limits[..i]);
                return null;
            }
        }

        var turn = await lane.AcquireAsync(1, token);
        if (turn.IsAcquired)
        {
            return new SignInTry(turn, () => GiveBack(limits));
        }

        GiveBack(limits);
        return null;
    }

    private static void GiveBack((FailureLimit Limit, string Who)[] limits)
    {
        foreach (var (limit, who) in limits)
        {
            limit.GiveBack(who);
        }
    }

    private static ConcurrencyLimiter OneAtOnce() => new(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = LongestQueue });
}

/// <summary>A permit to compare one password. It counts as wrong unless it is said to be right.</summary>
public sealed class SignInTry(IDisposable turn, Action right) : IDisposable
{
    /// <summary>The password was right.</summary>
    public void WasRight() => right();

    public void Dispose() => turn.Dispose();
}
