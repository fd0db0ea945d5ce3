using SimConsole.Sims;

namespace SimConsole.Live;

/// <summary>A Sim has changed, and the change is committed.</summary>
/// <param name="SimId">The Sim's id in the database.</param>
/// <param name="Sid">The Sim's SID.</param>
/// <param name="Status">The status it has now.</param>
/// <param name="TargetStatus">The status it is on its way to while scheduled.</param>
/// <param name="At">When the change was written.</param>
/// <param name="Version">The Sim's version at least: an event with a lower version than the one shown is out of date.</param>
/// <param name="DetailsChanged">Whether more than its status changed: its name or its Fleet.</param>
public sealed record SimChanged(
    long SimId, string Sid, SimStatus Status, SimStatus? TargetStatus, DateTimeOffset At, long Version, bool DetailsChanged = false)
{
    /// <summary>The one event that says what this one and a <paramref name="later"/> one say.</summary>
    public SimChanged Then(SimChanged later) => later.Version < Version
        ? this with { DetailsChanged = DetailsChanged || later.DetailsChanged }
        : later with { DetailsChanged = DetailsChanged || later.DetailsChanged };
}
