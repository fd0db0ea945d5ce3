using System.Globalization;
using SimConsole.Api;

namespace SimConsole.Sims;

/// <summary>The conditions that a list of Sims filters by beside status, Fleet and tags, among the parameters of a request.</summary>
internal static class SimFilterParameters
{
    private const string Held = "WhereHeld";
    private const string Failed = "WhereFailed";
    private const string OfflineDays = "WhereOfflineDays";

    /// <summary>What <see cref="WithConditions"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = [Held, Failed, OfflineDays];

    /// <summary><see cref="Names"/> as the API's document shows them.</summary>
    /// <param name="which">How each sentence begins, such as <c>All Sims</c>.</param>
    /// <param name="end">How each sentence ends.</param>
    public static IReadOnlyList<ApiParameter> Conditions(string which, string end = ".") =>
    [
        ApiParameter.Flag(Held, $"{which} that a loss report holds, or, where false, that none does{end}"),
        ApiParameter.Flag(Failed, $"{which} whose latest change failed, or, where false, did not{end}"),
        ApiParameter.Number(OfflineDays, $"{which} that have had no data session for so many days or longer, or never had one{end}", 1, SimQuery.MostOfflineDays),
    ];

    /// <summary>A query with the conditions that a request asks for.</summary>
    public static SimQuery WithConditions(this SimQuery query, ApiParameters parameters) => query with
    {
        Held = parameters.Flag(Held),
        Failed = parameters.Flag(Failed),
        OfflineDays = parameters.Choice(OfflineDays, $"a whole number of days from 1 to {SimQuery.MostOfflineDays}", Days),
    };

    /// <summary>The conditions of a query as parameters, null where one is not asked for.</summary>
    public static IEnumerable<(string Name, string? Value)> ConditionsOf(SimQuery query) =>
    [
        (Held, Word(query.Held)),
        (Failed, Word(query.Failed)),
        (OfflineDays, query.OfflineDays?.ToString(CultureInfo.InvariantCulture)),
    ];

    private static int? Days(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= SimQuery.MostOfflineDays ? days : null;

    private static string? Word(bool? flag) => flag switch { true => "true", false => "false", null => null };
}
