using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Sims;

namespace SimConsole.BulkChanges;

/// <summary>A bulk change as the API shows it.</summary>
/// <param name="Kind"><c>activate</c>, <c>deactivate</c>, <c>move</c>, <c>add-tag</c>, <c>remove-tag</c> or <c>undo</c>.</param>
/// <param name="State"><c>preparing</c>, <c>preview</c>, <c>running</c>, <c>paused</c>, <c>completed</c> or <c>cancelled</c>.</param>
/// <param name="FleetSid">The Fleet to move to; null unless it moves Sims.</param>
/// <param name="Tag">The tag that is added or removed, also by an undo; null if the bulk change is not about a tag.</param>
/// <param name="Counts">How many Sims have each result.</param>
/// <param name="Lines">How many lines of the list did not add a Sim, and why.</param>
public sealed record BulkChangeResource(
    string Sid,
    string AccountSid,
    [property: AllowedValues("activate", "deactivate", "move", "undo", "add-tag", "remove-tag")] string Kind,
    [property: AllowedValues("preparing", "preview", "running", "paused", "completed", "cancelled")] string State,
    string? FleetSid,
    string? Tag,
    string Selection,
    string? Reason,
    string RequestedBy,
    string? Undoes,
    string? UndoneBy,
    BulkChangeCounts Counts,
    BulkChangeLineCounts Lines,
    string DateCreated,
    string? DateOrdered,
    string? DateEnded,
    string Url,
    BulkChangeLinks Links)
{
    public static BulkChangeResource Of(HttpRequest request, BulkChangeView view, AccountService account, ConsoleAddress address)
    {
        var bulk = view.Bulk;
        var url = address.Of(request, $"{ConsoleAddress.ApiRoot}/BulkChanges/{bulk.Sid}");
        return new BulkChangeResource(
            bulk.Sid,
            account.Sid,
            bulk.Kind.Word(),
            bulk.State.Word(),
            view.FleetSid,
            bulk.Tag,
            bulk.Selection,
            bulk.Reason,
            bulk.RequestedBy,
            view.UndoesSid,
            view.UndoneBySid,
            BulkChangeCounts.Of(bulk),
            new BulkChangeLineCounts(bulk.DuplicateLines, bulk.UnknownLines, bulk.UnreadableLines),
            ApiJson.Time(bulk.CreatedAt),
            bulk.CommittedAt is { } committed ? ApiJson.Time(committed) : null,
            bulk.EndedAt is { } ended ? ApiJson.Time(ended) : null,
            url,
            new BulkChangeLinks($"{url}/Sims", $"{url}/Lines", $"{url}/Commit", $"{url}/Pause", $"{url}/Resume", $"{url}/Cancel", $"{url}/Undo"));
    }
}

/// <summary>How many Sims of a bulk change there are, and how many have each result.</summary>
public sealed record BulkChangeCounts(
    int Selected, int Eligible, int Waiting, int InFlight, int Completed, int Failed, int Superseded, int Cancelled, int Skipped, int AlreadyThere, int NotEligible, int Held)
{
    public static BulkChangeCounts Of(BulkChange bulk)
    {
        int Count(BulkChangeResult result) => bulk.Count(result);
        return new(
            bulk.Selected,
            bulk.Eligible,
            Count(BulkChangeResult.Waiting),
            Count(BulkChangeResult.InFlight),
            Count(BulkChangeResult.Completed),
            Count(BulkChangeResult.Failed),
            Count(BulkChangeResult.Superseded),
            Count(BulkChangeResult.Cancelled),
            Count(BulkChangeResult.Skipped),
            Count(BulkChangeResult.AlreadyThere),
            Count(BulkChangeResult.NotEligible),
            Count(BulkChangeResult.Held));
    }
}

/// <summary>How many lines of a list did not add a Sim.</summary>
public sealed record BulkChangeLineCounts(int Duplicate, int Unknown, int Unreadable);

/// <summary>The addresses of a bulk change's parts, and of the requests that control it.</summary>
public sealed record BulkChangeLinks(string Sims, string Lines, string Commit, string Pause, string Resume, string Cancel, string Undo);

/// <summary>One Sim of a bulk change as the API shows it.</summary>
public sealed record BulkChangeSimResource(
    string SimSid, string Iccid, string? UniqueName, string StatusSeen, string StatusTo, string Result, string Message, string? DateOrdered, string? DateConfirmed)
{
    public static BulkChangeSimResource Of(BulkChangeSimView sim, BulkChangeView view) => new(
        sim.SimSid,
        sim.Iccid,
        sim.UniqueName,
        sim.Row.SeenStatus.Word(),
        sim.Row.ToStatus.Word(),
        sim.Result(view.Bulk).Word(),
        BulkChangeWords.Says(sim, view.Bulk, view.Moves),
        sim.Change is { } change ? ApiJson.Time(change.QueuedAt) : null,
        sim.Change?.ConfirmedAt is { } confirmed ? ApiJson.Time(confirmed) : null);
}

/// <summary>A line of the list that did not add a Sim.</summary>
public sealed record BulkChangeLineResource(int Line, string Text, string Kind, string Message)
{
    public static BulkChangeLineResource Of(BulkChangeLine line) => new(line.Line, line.Text, line.Kind.ToString().ToLowerInvariant(), line.Says);
}
