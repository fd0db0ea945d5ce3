using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Processes;

/// <summary>A status that a Sim came to have.</summary>
/// <param name="At">When it was written; it was committed, and could be seen, no earlier.</param>
internal readonly record struct StatusEvent(SimStatus Status, DateTimeOffset At);

/// <summary>What an observer saw of a Sim.</summary>
/// <param name="At">When it knew.</param>
/// <param name="Version">The version of the Sim, where it was told that.</param>
internal readonly record struct Sighting(SimStatus Status, DateTimeOffset At, long? Version = null);

/// <summary>What one observer saw of one Sim, in the order in which it saw it.</summary>
/// <param name="SawTheEnd">Whether it looked once more when all was at rest.</param>
internal sealed record Observation(string Observer, IReadOnlyList<Sighting> Sightings, bool SawTheEnd = false);

/// <summary>
/// The one order of events of a Sim, as its status changes tell it, and whether all who looked at the Sim meanwhile, by whatever process, can agree with it.
/// </summary>
internal sealed class SimHistory
{
    private readonly List<StatusEvent> _events;
    private readonly List<string> _contradictions = [];
    private readonly SimStatus _last;

    /// <param name="first">The status of the Sim before the first of the changes.</param>
    /// <param name="changes">All changes of it since then that anybody asked for, in the order of their ids.</param>
    /// <param name="last">The status that it has now.</param>
    public SimHistory(SimStatus first, IReadOnlyList<StatusChange> changes, SimStatus last)
    {
        (_events, _last) = ([new StatusEvent(first, DateTimeOffset.MinValue)], last);
        var settled = first;
        for (var i = 0; i < changes.Count; i++)
        {
            settled = Follow(changes[i], settled, i + 1 < changes.Count ? changes[i + 1] : null);
        }

        if (settled != last)
        {
            _contradictions.Add($"The changes leave it {settled}, and it is {last}.");
        }
    }

    /// <summary>All that contradicts that there is one order of events, in words.</summary>
    public IReadOnlyList<string> Contradictions(params IReadOnlyList<Observation> observations)
    {
        var versioned = observations.SelectMany(o => o.Sightings).Where(s => s.Version is not null).GroupBy(s => s.Version!.Value).OrderBy(g => g.Key).ToList();
        return
        [
            .. _contradictions,
            .. versioned.Where(v => v.Select(s => s.Status).Distinct().Count() > 1)
                .Select(v => $"Version {v.Key} was seen as {string.Join(" and as ", v.Select(s => s.Status).Distinct())}."),
            .. observations.SelectMany(Check),

            // Each of two observers may be right by itself, and not both.
            .. Fit(new Observation("all who were told a version", [.. versioned.Select(v => v.MaxBy(s => s.At))])),
        ];
    }

    private IEnumerable<string> Check(Observation observation)
    {
        var seen = observation.Sightings;
        foreach (var (before, after) in seen.Zip(seen.Skip(1)).Where(s => s.Second.Version < s.First.Version))
        {
            yield return $"{observation.Observer} saw version {after.Version} after {before.Version}.";
        }

        if (observation.SawTheEnd && (seen.Count == 0 || seen[^1].Status != _last))
        {
            yield return $"{observation.Observer} saw it {(seen.Count == 0 ? "never" : $"{seen[^1].Status} last")}, and it is {_last}.";
        }

        foreach (var contradiction in Fit(observation))
        {
            yield return contradiction;
        }
    }

    /// <summary>Finds for each sighting an event that it may have been of, none before that of the sighting before it.</summary>
    private IEnumerable<string> Fit(Observation observation)
    {
        var at = 0;
        for (var i = 0; i < observation.Sightings.Count; i++)
        {
            var seen = observation.Sightings[i];
            while (at < _events.Count && _events[at].Status != seen.Status)
            {
                at++;
            }

            if (at == _events.Count)
            {
                var all = string.Join(", ", _events.Select(e => e.Status));
                return [$"{observation.Observer} saw it {seen.Status}, its sighting {i + 1}, which fits nowhere in {all}."];
            }

            if (seen.At < _events[at].At)
            {
                return [$"{observation.Observer} saw it {seen.Status} at {seen.At:HH:mm:ss.fff}, and it was not before {_events[at].At:HH:mm:ss.fff}."];
            }
        }

        return [];
    }

    /// <summary>Adds what a change made of the Sim, and returns the status that it left behind.</summary>
    private SimStatus Follow(StatusChange change, SimStatus before, StatusChange? next)
    {
        var urgent = change.Priority == StatusChangePriority.LossReport;
        if (change.FromStatus != before)
        {
            _contradictions.Add($"Change {change.Id} began from {change.FromStatus}, and the one before left it {before}.");
        }

        if (!urgent && !change.MovesFleet && SimLifecycle.Step(change.FromStatus, change.ToStatus, hasFleet: true) is not LifecycleStep.Allowed)
        {
            _contradictions.Add($"Change {change.Id} went from {change.FromStatus} to {change.ToStatus}, which nobody may.");
        }

        _events.Add(new StatusEvent(SimStatus.Scheduled, change.QueuedAt));
        if (change.EndedAt is not { } ended)
        {
            _contradictions.Add($"Change {change.Id} has not ended.");
            return before;
        }

        // A loss report goes behind what is under way, and in the place of what is not: then the Sim stays scheduled.
        var overtaken = next is { Priority: StatusChangePriority.LossReport } && next.QueuedAt <= ended;
        if (change.State == StatusChangeState.Superseded && !overtaken)
        {
            _contradictions.Add($"Change {change.Id} was superseded, and by nothing.");
        }

        var after = change.State == StatusChangeState.Completed ? change.ToStatus : before;

        // In the same millisecond, either may have been the case.
        if (change.State != StatusChangeState.Superseded && (!overtaken || next!.QueuedAt == ended))
        {
            _events.Add(new StatusEvent(after, ended));
        }

        return after;
    }
}
