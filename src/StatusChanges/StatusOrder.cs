using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>What somebody asked for: the status, the Fleet that comes with it, and who asked.</summary>
public sealed record StatusOrder(SimStatus Status, Actor Actor)
{
    /// <summary>Whether the Sim also moves to <see cref="ToFleetId"/>.</summary>
    public bool MovesFleet { get; init; }

    public long? ToFleetId { get; init; }

    public string? Reason { get; init; }

    public StatusChangePriority Priority { get; init; } = StatusChangePriority.Single;

    /// <summary>The only status to which the order applies; null for every status from which the step is legal.</summary>
    public SimStatus? OnlyFrom { get; init; }

    /// <summary>The bulk change that it is a part of.</summary>
    public long? BulkChangeId { get; init; }

    /// <summary>The earliest time at which a worker may take it; at once where null.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <inheritdoc cref="StatusChange.Traceparent"/>
    public string? Traceparent { get; init; } = Tracing.Current;
}

/// <summary>The result of an order for many Sims.</summary>
/// <param name="Sims">The Sims for which a change was opened, as they are afterwards.</param>
/// <param name="Skipped">How many of the given Sims could not take the step, or do not exist.</param>
public sealed record OpenedChanges(IReadOnlyList<SimChanged> Sims, int Skipped);

/// <summary>One taken change, with what is needed of its Sim to ask the authority and to end the change.</summary>
public sealed record ClaimedChange : ClaimedRow
{
    public required StatusChangeKind Kind { get; init; }
    public required SimStatus FromStatus { get; init; }
    public required SimStatus ToStatus { get; init; }
    public DateTimeOffset QueuedAt { get; init; }
    public required bool MovesFleet { get; init; }
    public required long? ToFleetId { get; init; }
    public required StatusChangePriority Priority { get; init; }
    public required long? BulkChangeId { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>
    /// Whether the network was asked about this Sim before, for this change or the one before it, and did not confirm: what it was told may still come to pass.
    /// </summary>
    public required bool Doubtful { get; init; }

    public required long SimId { get; init; }
    public required string SimSid { get; init; }
    public required string Iccid { get; init; }
    public required string? Imsi { get; init; }
    public required string? Msisdn { get; init; }
    public required SimStatus SimStatus { get; init; }

    /// <summary>Whether a loss report holds the Sim: then no change switches it on again.</summary>
    public required bool SimHeld { get; init; }

    /// <summary>Whether it brings the network to what was decided, or takes a Sim off that a loss report holds: it is tried for as long as that is so.</summary>
    public override bool Endures => base.Endures || (SimHeld && TakesOff);

    /// <summary>Whether a Sim that may have been connected must no longer connect.</summary>
    public bool TakesOff => Kind == StatusChangeKind.Requested && !ToStatus.MayConnect();

    /// <inheritdoc cref="StatusChange.Traceparent"/>
    public string? Traceparent { get; init; }

    public required long SimVersion { get; init; }
    public required string? FleetName { get; init; }
}

/// <summary>How one taken change ended.</summary>
public sealed record ChangeVerdict(ClaimedChange Change, ChangeOutcome Outcome);

/// <summary>The ways in which a worker's hold on a change ends.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome() { }

    /// <summary>The authority confirmed it.</summary>
    public sealed record Completed(string Confirmation, DateTimeOffset ConfirmedAt) : ChangeOutcome;

    /// <summary>It cannot be confirmed, or not in time.</summary>
    /// <param name="Reason">Why, in a sentence.</param>
    /// <param name="MayHaveReachedNetwork">Whether the network may do as it was told all the same, and has to be brought back.</param>
    public sealed record Failed(string Reason, bool MayHaveReachedNetwork = true) : ChangeOutcome;

    /// <summary>A later order made it pointless.</summary>
    public sealed record Superseded : ChangeOutcome;

    /// <summary>It waits for its next attempt.</summary>
    public sealed record TryAgain(string Reason, NextAttempt Next) : ChangeOutcome;
}
