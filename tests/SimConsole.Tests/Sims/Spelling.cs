using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Sims;

/// <summary>The ways in which people write an ICCID.</summary>
internal static class Spelling
{
    private static readonly string[] Fillers = [" ", "-", ".", "  ", "\u00A0", "\u202F", "\u2011", "–", " - ", "\u200B"];

    public static IReadOnlyList<Func<string, string>> All { get; } =
    [
        .. Fillers.SelectMany(filler => new[] { 4, 5 }.Select<int, Func<string, string>>(length => iccid => InGroups(iccid, length, filler))),
        iccid => $"F{iccid}",
        iccid => $"{iccid}F",
        iccid => $"f{InGroups(iccid, 4, " ")}f",
        iccid => $"{InGroups(iccid, 2, " ")} F",
        iccid => $"ICCID: {iccid}",
        iccid => $"iccid={InGroups(iccid, 4, " ")}",
        Turned,
        iccid => InGroups(Turned(iccid), 2, " "),
    ];

    /// <summary>As a chip stores it.</summary>
    public static string Turned(string iccid) => string.Concat($"{iccid}{(iccid.Length % 2 == 1 ? "F" : "")}".Chunk(2).Select(pair => $"{pair[1]}{pair[0]}"));

    public static string InGroups(string digits, int length, string filler) => string.Join(filler, digits.Chunk(length).Select(group => new string(group)));

    /// <summary>Imports these cards as Sims; a person has confirmed their numbers.</summary>
    public static async Task ImportAsync(this TestConsole console, IReadOnlyCollection<string> iccids)
    {
        await using var file = await CardFiles.OfAsync([.. iccids.Select(iccid => $"{iccid},,,,,")]);
        file.AcceptsRounded = true;
        Assert.Equal(iccids.Count, (await console.ImportAsync(file)).Import.Good);
    }
}
