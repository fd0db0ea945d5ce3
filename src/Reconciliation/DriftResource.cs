using System.ComponentModel.DataAnnotations;
using SimConsole.Api;
using SimConsole.Sims;

namespace SimConsole.Reconciliation;

/// <summary>A difference between the network and what was decided, as the API shows it.</summary>
/// <param name="SimSid">Null where no Sim here has this card.</param>
/// <param name="Kind">Whether the network lets a SIM connect that it should refuse, refuses one that should connect, does not know one, or lets one connect that is no Sim here.</param>
/// <param name="Decided">The status that the Sim had.</param>
/// <param name="Found">What the network said.</param>
/// <param name="State">Whether it waits for a person, a change that mends it is under way, the network has confirmed that, or both agree again without it.</param>
/// <param name="MendedBy">Who ordered the change that mends it.</param>
public sealed record DriftResource(
    string? SimSid,
    string Iccid,
    string? UniqueName,
    [property: AllowedValues("enabled", "disabled", "missing", "unknown")] string Kind,
    string? Decided,
    string Found,
    [property: AllowedValues("waiting", "mending", "mended", "ended")] string State,
    string? MendedBy,
    string DateFound,
    string? DateEnded)
{
    public static DriftResource Of(DriftRow drift) => new(
        drift.SimSid,
        drift.Iccid,
        drift.UniqueName,
        drift.Kind.ToString().ToLowerInvariant(),
        drift.Decided?.Word(),
        drift.Found,
        drift.State.ToString().ToLowerInvariant(),
        drift.MendedBy,
        ApiJson.Time(drift.FoundAt),
        drift.EndedAt is { } ended ? ApiJson.Time(ended) : null);
}
