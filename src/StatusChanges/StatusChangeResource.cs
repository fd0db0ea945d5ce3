using System.ComponentModel.DataAnnotations;
using SimConsole.Api;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary>A change of a Sim as the API shows it; every property is always present.</summary>
/// <param name="Kind"><c>repair</c>: the network was brought back to the status that the Sim has.</param>
/// <param name="Confirmation">What the network said that proves it.</param>
/// <param name="Failure">Why it failed, or who took it back; while it is open, why it waits.</param>
public sealed record StatusChangeResource(
    string Sid,
    string SimSid,
    [property: AllowedValues("requested", "automatic", "repair")] string Kind,
    [property: AllowedValues("new", "ready", "active", "inactive", "scheduled")] string FromStatus,
    [property: AllowedValues("new", "ready", "active", "inactive", "scheduled")] string ToStatus,
    [property: AllowedValues("queued", "applying", "completed", "failed", "superseded", "withdrawn")] string State,
    string RequestedBy,
    string? Reason,
    int Attempts,
    string DateQueued,
    string? DateEnded,
    string? DateConfirmed,
    string? Confirmation,
    string? Failure)
{
    public static StatusChangeResource Of(string simSid, StatusChange change) => new(
        change.Sid,
        simSid,
        change.Kind switch { StatusChangeKind.Requested => "requested", StatusChangeKind.Automatic => "automatic", _ => "repair" },
        change.FromStatus.Word(),
        change.ToStatus.Word(),
        Word(change.State),
        change.RequestedBy,
        change.Reason,
        change.Attempts,
        ApiJson.Time(change.QueuedAt),
        change.EndedAt is { } ended ? ApiJson.Time(ended) : null,
        change.ConfirmedAt is { } confirmed ? ApiJson.Time(confirmed) : null,
        change.Confirmation,
        change.Failure);

    private static string Word(StatusChangeState state) => state switch
    {
        StatusChangeState.Queued => "queued",
        StatusChangeState.Applying => "applying",
        StatusChangeState.Completed => "completed",
        StatusChangeState.Failed => "failed",
        StatusChangeState.Superseded => "superseded",
        StatusChangeState.Withdrawn => "withdrawn",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
