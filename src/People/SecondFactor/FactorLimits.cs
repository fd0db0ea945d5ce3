using System.Net;

namespace SimConsole.People.SecondFactor;

/// <summary>
/// How often codes are compared; the limit applies before any is. It concerns only those who have given a password or are at an open page. Counted in
/// memory, for this process alone.
/// </summary>
public sealed class FactorLimits(TimeProvider time)
{
    /// <summary>Wrong codes for one person, from one network, on one known device or at open pages, within <see cref="SignInLimits.Window"/>.</summary>
    public const int Wrong = 5;

    /// <summary>Wrong codes for one person from all networks together: whoever knows a password may have many of them.</summary>
    public const int WrongOfStrangers = 10;

    /// <summary>Unknown passkeys from one network.</summary>
    public const int WrongPasskeys = SignInLimits.WrongByNetwork;

    private readonly FailureLimit _one = new(Wrong, SignInLimits.Window, time);
    private readonly FailureLimit _strangers = new(WrongOfStrangers, SignInLimits.Window, time);
    private readonly FailureLimit _passkeys = new(WrongPasskeys, SignInLimits.Window, time);

    /// <summary>Begins to compare what was given for a person on an unknown device. Null where there were too many wrong ones.</summary>
    internal FactorTry? Begin(long person, IPAddress? address) => Begin((_one, $"{person} {SignInLimits.NetworkOf(address)}"), (_strangers, $"{person}"));

    /// <summary>As above, on a device on which the person was signed in before.</summary>
    internal FactorTry? BeginKnown(long person, string device) => Begin((_one, $"{person} {device}"));

    /// <summary>Begins to look for the person of a passkey.</summary>
    internal FactorTry? BeginPasskey(IPAddress? address) => Begin((_passkeys, SignInLimits.NetworkOf(address)));

    private static FactorTry? Begin(params (FailureLimit Limit, string Who)[] limits)
    {
        for (var i = 0; i < limits.Length; i++)
        {
            if (!limits[i].Limit.TryBegin(limits[i].Who))
            {
                new FactorTry(limits[..i]).WasRight();
                return null;
            }
        }

        return new FactorTry(limits);
    }
}

/// <summary>A permit to compare something once. It counts as wrong unless it is said to be right.</summary>
internal sealed class FactorTry(IReadOnlyList<(FailureLimit Limit, string Who)> limits)
{
    public void WasRight()
    {
        foreach (var (limit, who) in limits)
        {
            limit.GiveBack(who);
        }
    }
}
