using System.Globalization;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.PlannedChanges;

/// <summary>How planned changes are written, on pages and in the API.</summary>
public static class PlannedChangeWords
{
    /// <summary>A plan that begins within this time after its time counts as on time.</summary>
    private static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    /// <summary>The word of a state in the API.</summary>
    public static string Word(this PlannedChangeState state) => state.ToString().ToLowerInvariant();

    /// <summary>The word of how often it is done in the API: <c>once</c>, <c>monthly</c>, <c>yearly</c>.</summary>
    public static string Word(this PlannedRepeat repeat) => repeat.ToString().ToLowerInvariant();

    /// <summary>How often it is done, for a word of the API; null if the word is unknown.</summary>
    public static PlannedRepeat? ParseRepeat(string word) => Enum.GetValues<PlannedRepeat>().Where(r => r.Word() == word).Select(r => (PlannedRepeat?)r).SingleOrDefault();

    /// <summary>The word of what became of a time in the API.</summary>
    public static string Word(this PlannedOccurrenceState state) => state == PlannedOccurrenceState.NotOrdered ? "not-ordered" : state.ToString().ToLowerInvariant();

    /// <summary>What it is called: its name, or else what it does.</summary>
    public static string Title(this PlannedChangeView view) => view.Plan.Name ?? view.Does();

    /// <summary>What it does, such as <c>Deactivate all Sims of the Fleet meters</c>.</summary>
    public static string Does(this PlannedChangeView view) => Does(view.Plan.Kind, view.Plan.Selection, view.FleetName);

    /// <summary>What a change does to a selection.</summary>
    public static string Does(BulkChangeKind kind, string selection, string? fleet) => kind switch
    {
        BulkChangeKind.Activate => $"Activate {selection}",
        BulkChangeKind.Deactivate => $"Deactivate {selection}",
        _ => $"Move {selection} to {fleet}",
    };

    /// <summary>A moment as the clock of a zone shows it, with the name of the zone.</summary>
    public static string When(DateTimeOffset at, string zone)
    {
        var known = TimeZones.Find(zone);
        return $"{Day(TimeZoneInfo.ConvertTime(at, known ?? TimeZoneInfo.Utc))} {(known is null ? "UTC" : zone)}";
    }

    /// <summary>How often a plan is done, and until when.</summary>
    public static string Says(PlannedRepeat repeat, DateTime at, DateOnly? until)
    {
        var often = repeat switch
        {
            PlannedRepeat.Monthly when at.Day > 28 => string.Create(CultureInfo.InvariantCulture, $"each month on day {at.Day}, or the last day of a shorter month"),
            PlannedRepeat.Monthly => string.Create(CultureInfo.InvariantCulture, $"each month on day {at.Day}"),
            PlannedRepeat.Yearly => at.ToString("'each year on' d MMMM", CultureInfo.InvariantCulture),
            _ => "once",
        };
        return until is { } last ? $"{often}, until {last.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}" : often;
    }

    /// <summary>How often it is done, and until when.</summary>
    public static string Repetition(this PlannedChange plan) => Says(plan.Repeats, PlannedTimes.Parse(plan.At)!.Value, plan.Until is { } until ? PlannedTimes.ParseDay(until) : null);

    /// <summary>Its state, in a sentence.</summary>
    public static string Says(this PlannedChange plan) => plan.State switch
    {
        PlannedChangeState.Planned => $"Next on {When(plan.NextAt!.Value, plan.Zone)}.",
        PlannedChangeState.Paused => "Paused. Times that come due are skipped until it is resumed.",
        PlannedChangeState.Done => "Done. Nothing more is due.",
        _ => "Cancelled.",
    };

    /// <summary>How late something was begun, such as <c>late by 2 h 5 min</c>; null where it was on time.</summary>
    public static string? Lateness(this PlannedOccurrence occurrence) => occurrence.Late < OnTime ? null : $"late by {Durations.Words(occurrence.Late)}";

    /// <summary>Why it is paused, in sentences; <paramref name="why"/> such as <c>mara is suspended</c>.</summary>
    public static string Paused(string why) => $"It is paused because {why}. Whoever resumes it is responsible for it from then on.";

    /// <summary>What became of a time, in a sentence.</summary>
    public static string Verdict(this PlannedOccurrence occurrence)
    {
        var said = occurrence.State switch
        {
            PlannedOccurrenceState.Beginning => "Is being ordered",
            PlannedOccurrenceState.Ordered => "Ordered",
            PlannedOccurrenceState.NotOrdered => "Nothing was ordered",
            _ => "Missed",
        };
        return occurrence.Lateness() is { } late ? $"{said}, {late}" : said;
    }

    /// <summary>How many match, such as <c>37 SIMs match</c>.</summary>
    public static string Match(int count) => $"{Sims(count)} {(count == 1 ? "matches" : "match")}";

    /// <summary>A number of SIMs.</summary>
    public static string Sims(int count) => BulkChangeWords.Sims(count);

    /// <summary>What a valid order will do and when, in sentences.</summary>
    /// <param name="from">The Fleet that its filter names.</param>
    /// <param name="to">The Fleet to move to.</param>
    /// <param name="count">How many SIMs it applies to now; null where that is not counted yet.</param>
    internal static string Summary(PlannedOrder order, Fleet? from, Fleet? to, int? count)
    {
        var times = PlannedOrderJudge.Times(order)!;
        var first = times.First!.Value;
        var shown = TimeZoneInfo.ConvertTime(first.At, TimeZones.Find(order.Zone)!).DateTime;
        string?[] sentences =
        [
            $"{Does(order.Kind, PlannedOrderJudge.Says(order.Selection, from), to?.DisplayName)} on {When(first.At, order.Zone)}.",
            shown == first.Local ? null : $"The clock leaves out {first.Local.ToString("HH:mm", CultureInfo.InvariantCulture)} on that day.",
            order.Repeats == PlannedRepeat.Once ? null
                : $"It is done {Says(order.Repeats, order.At, order.Until)}{(times.After(first.At) is { } next ? $"; the second time on {When(next.At, order.Zone)}" : "")}.",
            order.Selection is SimSelection.Matching && count is { } now ? $"That is {Sims(now)} as of now; those that match at that time are changed." : null,
            order.Kind == BulkChangeKind.Activate ? "What a loss report holds stays off." : null,
        ];
        return string.Join(' ', sentences.Where(sentence => sentence is not null));
    }

    private static string Day(DateTimeOffset local) => local.ToString("ddd d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
