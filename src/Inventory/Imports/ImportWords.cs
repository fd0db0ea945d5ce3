using System.Globalization;

namespace SimConsole.Inventory.Imports;

/// <summary>What pages, programs and the command line say of imports.</summary>
public static class ImportWords
{
    /// <summary>The word of a state, as the API writes it.</summary>
    public static string Word(this ImportState state) => state.ToString().ToLowerInvariant();

    /// <summary>The word of a verdict, as the API writes it.</summary>
    public static string Word(this CardVerdictKind kind) => kind switch
    {
        CardVerdictKind.Good => "good",
        CardVerdictKind.AlreadyThere => "there-already",
        CardVerdictKind.Duplicate => "duplicate",
        _ => "bad",
    };

    /// <summary>The verdict of a word, or null.</summary>
    public static CardVerdictKind? ParseKind(string? word) => Enum.GetValues<CardVerdictKind>().Where(kind => kind.Word() == word).Select(kind => (CardVerdictKind?)kind).FirstOrDefault();

    /// <summary>The word of what cards become, as the API writes it.</summary>
    public static string Word(this CardTarget target) => target == CardTarget.Sims ? "sims" : "inventory";

    /// <summary>What cards become by a word, or null.</summary>
    public static CardTarget? ParseTarget(string word) => word switch
    {
        "sims" => CardTarget.Sims,
        "inventory" => CardTarget.Inventory,
        _ => null,
    };

    /// <summary>How a file was read, and which of its columns are left out; null where there is nothing to say.</summary>
    public static string? ReadingOf(CardFile file)
    {
        string[] left = [.. file.Mapping.Where(column => column is { Field: null, Heading.Length: > 0 }).Select(column => column.Heading)];
        string?[] sentences = [file.Says, left.Length == 0 ? null : $"Columns that are left out: {string.Join(", ", left)}."];
        return sentences.Any(said => said is not null) ? string.Join(' ', sentences.Where(said => said is not null)) : null;
    }

    /// <summary>Whether somebody may still have to do something about it.</summary>
    public static bool IsOpen(this Import import) => import.State is ImportState.Receiving or ImportState.Running or ImportState.Paused;

    /// <summary>What has become of it so far, in a sentence or a few.</summary>
    public static string Says(this Import import)
    {
        var good = import.Target == CardTarget.Sims ? Count(import.Good, "SIM", "SIMs") : Count(import.Good, "card", "cards");
        string?[] rest =
        [
            import.AlreadyThere == 0 ? null : $"{import.AlreadyThere:N0} {(import.AlreadyThere == 1 ? "was" : "were")} there already.",
            import.Duplicates == 0 ? null : $"{Count(import.Duplicates, "line repeats", "lines repeat")} a card.",
            import.Bad == 0 ? null : $"{Count(import.Bad, "line", "lines")} could not be imported as {(import.Bad == 1 ? "it stands" : "they stand")}.",
            import.State != ImportState.Completed || Beside(import) == 0 ? null : $"{Count(Beside(import), "line is", "lines are")} blank or a remark.",
            import.State != ImportState.Stopped ? null : import.Trouble ?? "Stopped before the last line. Import the file again to go on.",
        ];
        return string.Join(' ', rest.Where(said => said is not null).Prepend($"{good} imported."));
    }

    /// <summary>How many lines have no verdict, because there is no card in them.</summary>
    private static int Beside(Import import) => import.LinesRead - import.Good - import.AlreadyThere - import.Duplicates - import.Bad;

    /// <summary>How many of something, in words.</summary>
    public static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
