using System.Security.Cryptography;
using System.Text;
using SimConsole.Data;

namespace SimConsole.Networks;

/// <summary>A mobile network that SIMs may attach to.</summary>
/// <param name="Id">The number of its row in the catalogue; it never changes, and is what other tables keep.</param>
/// <param name="IsoCountry">Two capital letters, ISO 3166-1 alpha-2.</param>
/// <param name="FriendlyName">What its customers call it.</param>
/// <param name="Identifiers">Its public land mobile networks (PLMNs), at least one. Virtual operators, without antennas of their own, share those of others.</param>
public sealed record Network(int Id, string IsoCountry, string FriendlyName, IReadOnlyList<Plmn> Identifiers)
{
    /// <summary>The letters a network's SID begins with.</summary>
    public const string SidPrefix = "HW";

    /// <summary>Derived from the number alone, so that it is the same in every installation and a new name does not change it.</summary>
    public string Sid { get; } = SidPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"network/{Id}")).AsSpan(0, (Kernel.Sid.Length - 2) / 2));
}

/// <summary>The identifier that a network broadcasts over the air. Source: ITU-T E.212.</summary>
/// <param name="Mcc">The mobile country code, three digits.</param>
/// <param name="Mnc">The mobile network code, two or three digits; <c>01</c> is not the same as <c>001</c>.</param>
public readonly record struct Plmn(string Mcc, string Mnc)
{
    /// <summary>The identifier in a text such as <c>262-01</c>, or null if the text is not one.</summary>
    public static Plmn? Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash == 3 && text.Length is 6 or 7 && text.Remove(dash, 1).All(char.IsAsciiDigit) ? new Plmn(text[..dash], text[(dash + 1)..]) : null;
    }

    public override string ToString() => $"{Mcc}-{Mnc}";
}
