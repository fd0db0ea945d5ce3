using System.Net;

namespace SimConsole.People.SecondFactor;

/// <summary>
/// How often codes are compared: limited before anything is. Whoever has not given a password, or is not at an open page, does not get so far. It is counted in
/// memory, for this process alone.
/// </summary>
public sealed class FactorLimits(TimeProvider time)
{
    /// <summary>Wrong codes for one person, from one network, on one known device or at open pages, within <see cref="SignInLimits.Window"/>.</summary>
    public const int Wrong = 5;

    /// <summary>Wrong codes for one person from all networks together: whoever knows a password may have many of them.</summary>
    public const int WrongOfStrangers = 10;

    /// <summary>Passkeys from one network that were nobody's.</summary>
    public const int WrongPasskeys = SignInLimits.WrongByNetwork;

    private readonly FailureLimit _one = new(Wrong, SignInLimits.Window, time);
    private readonly FailureLimit _strangers = new(WrongOfStrangers, SignInLimits.Window, time);
    private readonly FailureLimit _passkeys = new(WrongPasskeys, SignInLimits.Window, time);

    /// <summary>Begins to compare what was given for a person on a device that nobody knows. Null where there were too many wrong ones.</summary>
    internal FactorTry? Begin(long person, IPAddress? address) => Begin((_one, $"{person} {SignInLimits.NetworkOf(address)}"), (_strangers, $"{person}"));

    /// <summary>As above, on a device on which the person was signed in before.</summary>
    internal FactorTry? BeginKnown(long person, string device) => Begin((_one, $"{person} {device}"));

    /// <summary>Begins to look whose a passkey is.</summary>
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

/// <summary>The turn to compare something once. It counts as wrong unless it is said to be right.</summary>
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
