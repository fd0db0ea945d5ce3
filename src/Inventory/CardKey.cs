using System.Collections.Frozen;

namespace SimConsole.Inventory;

/// <summary>
/// The secret that a card shares with its network, by which the network authenticates it. Only a network authority that creates subscribers reads it.
/// </summary>
/// <param name="Algorithm">One of <see cref="Algorithms"/>.</param>
/// <param name="Ki">The key: 32 hexadecimal digits.</param>
/// <param name="Opc">The operator's variant of the key for Milenage (3GPP TS 35.206, OPc): 32 hexadecimal digits; null with any other algorithm.</param>
public sealed record CardKey(string Algorithm, string Ki, string? Opc)
{
    /// <summary>The algorithm of a card whose line names none.</summary>
    public const string Milenage = "milenage";

    private const int Digits = 32;

    /// <summary>The algorithms that a Home Location Register computes. Source: OsmoHLR's manual, <c>aud2g</c> and <c>aud3g</c>.</summary>
    public static readonly FrozenSet<string> Algorithms = FrozenSet.ToFrozenSet([Milenage, "comp128v1", "comp128v2", "comp128v3"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is a key for 3G; the others serve 2G only.</summary>
    public bool IsThirdGeneration => Algorithm == Milenage;

    /// <summary>The key that a line names, or null where it names none.</summary>
    public static CardKey? Of(string? algorithm, string? ki, string? opc) =>
        ki is null ? null : new CardKey((algorithm ?? Milenage).ToLowerInvariant(), ki.ToLowerInvariant(), opc?.ToLowerInvariant());

    /// <summary>What is wrong with what a line says of its key, in a sentence that does not repeat it; null where nothing is.</summary>
    public static string? Fault(string? algorithm, string? ki, string? opc) =>
        algorithm is not null && !Algorithms.Contains(algorithm) ? $"The algorithm is none of {string.Join(", ", Algorithms.Order(StringComparer.Ordinal))}. Compare it with the delivery."
        : ki is null ? algorithm is null && opc is null ? null : "The key (ki) is missing. Fill it in, or leave algorithm and opc empty, too."
        : !IsHexadecimal(ki) ? $"A key (ki) has {Digits} hexadecimal digits; this has {ki.Length} characters or others. Compare it with the delivery."
        : Of(algorithm, ki, opc)!.IsThirdGeneration != opc is not null ? opc is null ? "Milenage takes an opc beside the key. Fill it in, or name another algorithm." : "Only Milenage takes an opc. Leave it empty, or name that algorithm."
        : opc is not null && !IsHexadecimal(opc) ? $"An opc has {Digits} hexadecimal digits; this has {opc.Length} characters or others. Compare it with the delivery."
        : null;

    /// <summary>Leaves the key out, since many people can read a log.</summary>
    public override string ToString() => Algorithm;

    private static bool IsHexadecimal(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigit);
}
