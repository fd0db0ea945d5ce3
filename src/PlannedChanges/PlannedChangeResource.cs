using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.BulkChanges;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

namespace SimConsole.PlannedChanges;

/// <summary>A planned change as the API shows it.</summary>
/// <param name="State"><c>planned</c>, <c>paused</c>, <c>done</c> or <c>cancelled</c>.</param>
/// <param name="Kind"><c>activate</c>, <c>deactivate</c> or <c>move</c>.</param>
/// <param name="FleetSid">The Fleet to move to; null unless it moves Sims.</param>
/// <param name="At">The local date and time of its first time, in <paramref name="Zone"/>.</param>
/// <param name="Repeats"><c>once</c>, <c>monthly</c> or <c>yearly</c>.</param>
/// <param name="Until">The last local day on which it may be due.</param>
/// <param name="DateNext">When it is due next, in UTC; null once it has ended.</param>
public sealed record PlannedChangeResource(
    string Sid,
    string AccountSid,
    string? Name,
    [property: AllowedValues("planned", "paused", "done", "cancelled")] string State,
    [property: AllowedValues("activate", "deactivate", "move")] string Kind,
    string? FleetSid,
    string Selection,
    string? WhereStatus,
    string? WhereFleet,
    IReadOnlyList<string> WhereTag,
    string? WhereIccid,
    string? WhereSearch,
    int? Chosen,
    string? Reason,
    string RequestedBy,
    string At,
    string Zone,
    [property: AllowedValues("once", "monthly", "yearly")] string Repeats,
    string? Until,
    string? DateNext,
    string DateCreated,
    string? DateEnded,
    string Url,
    PlannedChangeLinks Links)
{
    public static PlannedChangeResource Of(HttpRequest request, PlannedChangeView view, AccountService account, ConsoleAddress address)
    {
        var plan = view.Plan;
        var url = address.Of(request, $"{ConsoleAddress.ApiRoot}/PlannedChanges/{plan.Sid}");
        return new PlannedChangeResource(
            plan.Sid,
            account.Sid,
            plan.Name,
            plan.State.Word(),
            plan.Kind.Word(),
            view.FleetSid,
            plan.Selection,
            plan.WhereStatus?.Word(),
            plan.WhereFleet,
            TagName.Parse(plan.WhereTags ?? ""),
            plan.WhereIccid,
            plan.WhereSearch,
            plan.Chosen,
            plan.Reason,
            plan.RequestedBy,
            plan.At,
            plan.Zone,
            plan.Repeats.Word(),
            plan.Until,
            plan.NextAt is { } next ? ApiJson.Time(next) : null,
            ApiJson.Time(plan.CreatedAt),
            plan.EndedAt is { } ended ? ApiJson.Time(ended) : null,
            url,
            new PlannedChangeLinks($"{url}/Occurrences", $"{url}/Pause", $"{url}/Resume", $"{url}/Cancel"));
    }
}

/// <summary>The address of a planned change's times, and those of the requests that control it.</summary>
public sealed record PlannedChangeLinks(string Occurrences, string Pause, string Resume, string Cancel);

/// <summary>One time of a planned change that has passed, as the API shows it.</summary>
/// <param name="At">The local date and time, in the zone of the plan.</param>
/// <param name="State"><c>beginning</c>, <c>ordered</c>, <c>not-ordered</c> or <c>missed</c>.</param>
/// <param name="SecondsLate">How many seconds after its time it was begun; null where it was missed.</param>
/// <param name="BulkChangeSid">The bulk change that was ordered.</param>
/// <param name="Message">Why nothing was ordered.</param>
public sealed record PlannedOccurrenceResource(
    string At,
    [property: AllowedValues("beginning", "ordered", "not-ordered", "missed")] string State,
    string DateDue,
    string? DateBegun,
    int? SecondsLate,
    string? BulkChangeSid,
    string? Message)
{
    public static PlannedOccurrenceResource Of(PlannedOccurrence occurrence) => new(
        occurrence.Local,
        occurrence.State.Word(),
        ApiJson.Time(occurrence.DueAt),
        occurrence.BeganAt is { } began ? ApiJson.Time(began) : null,
        occurrence.BeganAt is null ? null : (int)occurrence.Late.TotalSeconds,
        occurrence.BulkChangeSid,
        occurrence.Says);
}
