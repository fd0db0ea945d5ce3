using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.PlannedChanges;

/// <summary>Decides whether an order can be kept as a plan, and makes the row of that plan.</summary>
internal static class PlannedOrderJudge
{
    /// <summary>The Sims that were chosen one by one, each once; none if a filter selects them.</summary>
    public static IReadOnlyCollection<long> Chosen(PlannedOrder order) => order.Selection switch
    {
        SimSelection.Chosen chosen => [.. chosen.SimIds.Distinct().Order()],
        SimSelection.Listed listed => [.. listed.List.Sims.Select(sim => sim.Id).Distinct().Order()],
        _ => [],
    };

    /// <summary>What is wrong with an order, whoever gives it; null if it is valid.</summary>
    public static Refusal? FaultOf(PlannedOrder order, DateTimeOffset now) => (TimeFault(order, now) ?? SelectionFault(order) ?? TextFault(order)) is { } fault ? new Refusal(ErrorCodes.Invalid, fault) : null;

    /// <summary>The plan that an order becomes.</summary>
    /// <param name="fleet">The Fleet to move to.</param>
    /// <param name="from">The Fleet that its filter names.</param>
    public static PlannedChange Row(PlannedOrder order, Fleet? fleet, Fleet? from, Caller caller, bool confirmed, DateTimeOffset now)
    {
        var matching = order.Selection as SimSelection.Matching;

        // A name may pass to another Fleet before the plan is due; a SID never does.
        var query = matching?.Query is { } asked ? asked with { Fleets = from is null ? asked.Fleets : [from.Sid] } : null;
        return new PlannedChange
        {
            Name = Cleaned(order.Name),
            Kind = order.Kind,
            FleetId = order.Kind == BulkChangeKind.MoveToFleet ? fleet?.Id : null,
            Selection = Says(order.Selection, from).CutTo(PlannedChange.SelectionLength),
            Chosen = matching is null ? Chosen(order).Count : null,
            WhereStatus = query is { Statuses: [var status] } ? status : null,
            WhereFleet = query is { Fleets: [var whose] } ? whose : null,
            WhereTags = query is { Tags.Count: > 0 } ? string.Join(',', query.Tags) : null,
            WhereIccid = query?.Iccid,
            WhereSearch = query?.Search,
            Reason = Cleaned(order.Reason),
            RequestedBy = caller.Name,
            Source = caller.Actor.Source,
            May = caller.May,
            Scope = caller.Scope,
            Confirmed = confirmed,
            At = PlannedTimes.Text(order.At),
            Zone = order.Zone,
            Repeats = order.Repeats,
            Until = order.Until is { } until ? until.ToString(PlannedTimes.DayFormat, System.Globalization.CultureInfo.InvariantCulture) : null,
            NextAt = Times(order)!.First!.Value.At,
            CreatedAt = now,
            IdempotencyKey = order.IdempotencyKey,
            RequestDigest = order.RequestDigest,
        };
    }

    /// <summary>When an order would be due; null where there is no such zone.</summary>
    public static PlannedTimes? Times(PlannedOrder order) => TimeZones.Find(order.Zone) is { } zone ? new PlannedTimes(order.At, zone, order.Repeats, order.Until) : null;

    /// <summary>Which Sims an order is for, in words.</summary>
    public static string Says(SimSelection selection, Fleet? from) => selection switch
    {
        SimSelection.Matching matching when from is not null => (matching with { Query = matching.Query with { Fleets = [from.DisplayName] } }).Says,
        SimSelection.Listed listed => new SimSelection.Chosen([.. listed.List.Sims.Select(sim => sim.Id)]).Says,
        _ => selection.Says,
    };

    private static string? TimeFault(PlannedOrder order, DateTimeOffset now) =>
        TimeZones.Find(order.Zone) is not { } zone ? $"There is no time zone '{Cut.Short(order.Zone)}'. Give an IANA name such as Europe/Berlin, or UTC."
        : order.At.Year > now.Year + PlannedChangeService.MostYears ? $"{PlannedTimes.Text(order.At)} is more than {PlannedChangeService.MostYears} years ahead."
        : PlannedTimes.InstantOf(order.At, zone) <= now ? $"{PlannedTimes.Text(order.At)} in {order.Zone} has passed. Choose a time in the future."
        : order is { Repeats: PlannedRepeat.Once, Until: not null } ? "A change that is made once has no last day. Leave the last day out, or let the change repeat."
        : order.Until < DateOnly.FromDateTime(order.At) ? "The last day is before the first time. Give a later one, or leave it out."
        : null;

    private static string? SelectionFault(PlannedOrder order) =>
        order.Kind == BulkChangeKind.MoveToFleet && string.IsNullOrEmpty(order.Fleet) ? "The Fleet to move to is missing. Give its SID or its unique name."
        : order.Kind == BulkChangeKind.Undo ? "An undo cannot be planned."
        : order.Kind is not (BulkChangeKind.Activate or BulkChangeKind.Deactivate or BulkChangeKind.MoveToFleet) ? "Only a change of status, or a move to a Fleet, can be planned."
        : order.Selection is SimSelection.Matching kept && !kept.Query.CanBeKept() ? "A planned change takes one status, one Fleet, tags and a search. Choose the SIMs one by one instead."
        : order.Selection is SimSelection.Matching { Except.Count: > 0 } ? "A filter is applied when the change is due, and cannot have exceptions. Choose the SIMs one by one."
        : order.Selection is SimSelection.Matching { Query.Iccid.Length: > Iccid.MaxLength } ? $"An ICCID has at most {Iccid.MaxLength} digits."
        : order.Selection is SimSelection.Matching { Query.Search.Length: > SimQuery.SearchLength } ? $"A search has at most {SimQuery.SearchLength} characters."
        : order.Selection is SimSelection.Matching ? null
        : Chosen(order).Count == 0 ? "No SIM is chosen. Choose those to change."
        : Chosen(order).Count > PlannedChangeService.MostChosen ? $"At most {PlannedChangeService.MostChosen:N0} SIMs can be chosen one by one. Plan the change for a Fleet or a filter."
        : null;

    private static string? TextFault(PlannedOrder order) =>
        order.Name?.Trim().Length > PlannedChange.NameLength ? $"A name has at most {PlannedChange.NameLength} characters."
        : order.Reason?.Trim().Length > StatusChange.TextLength ? $"A reason has at most {StatusChange.TextLength} characters."
        : order.IdempotencyKey?.Length > PlannedChange.KeyLength ? $"An idempotency key has at most {PlannedChange.KeyLength} characters."
        : null;

    private static string? Cleaned(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
