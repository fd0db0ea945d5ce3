using System.Diagnostics;
using SimConsole.NetworkAuthorities;

namespace SimConsole.StatusChanges;

/// <summary>
/// The spans of a batch: one for each change whose request is traced, and within it one for the call to the network authority, in the trace of that request.
/// Changes that are not traced, such as those of a bulk change, cost nothing.
/// </summary>
internal sealed class ChangeTraces : IDisposable
{
    private readonly Activity? _outside = Activity.Current;
    private readonly Dictionary<long, Activity> _spans = [];

    public ChangeTraces(IEnumerable<ClaimedChange> changes)
    {
        foreach (var change in changes.Where(change => change.Traceparent is not null))
        {
            if (Tracing.Continue("status change", ActivityKind.Consumer, change.Traceparent) is { } span)
            {
                span.SetTag("simconsole.sim.sid", change.SimSid).SetTag("simconsole.change.priority", change.Priority).SetTag("simconsole.change.attempt", change.Attempts);
                _spans.Add(change.Id, span);
            }
        }

        Activity.Current = _outside;
    }

    /// <summary>Asks about these changes. The authority's work for the whole batch is part of the trace of the first change.</summary>
    public async Task<IReadOnlyList<AuthorityAnswer>> AskAsync(IReadOnlyList<ClaimedChange> asked, Func<Task<IReadOnlyList<AuthorityAnswer>>> ask)
    {
        if (_spans.Count == 0)
        {
            return await ask();
        }

        List<Activity> asking = [.. asked.Select(Ask).OfType<Activity>()];
        Activity.Current = asking.FirstOrDefault() ?? _outside;
        try
        {
            return await ask();
        }
        finally
        {
            asking.ForEach(span => span.Dispose());
            Activity.Current = _outside;
        }

        Activity? Ask(ClaimedChange change) => _spans.GetValueOrDefault(change.Id)?.Within("network authority apply", ActivityKind.Client);
    }

    /// <summary>Records how the changes ended, once that is written.</summary>
    public void End(IEnumerable<ChangeVerdict> verdicts)
    {
        foreach (var verdict in _spans.Count == 0 ? [] : verdicts)
        {
            if (_spans.TryGetValue(verdict.Change.Id, out var span))
            {
                var (result, why) = verdict.Outcome switch
                {
                    ChangeOutcome.Completed => ("completed", null),
                    ChangeOutcome.Failed failed => ("failed", failed.Reason),
                    ChangeOutcome.Superseded => ("superseded", null),
                    ChangeOutcome.TryAgain again => ("try_again", again.Reason),
                    _ => ("", null),
                };
                span.SetTag("simconsole.change.result", result).SetStatus(why is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, why);
            }
        }
    }

    public void Dispose()
    {
        foreach (var span in _spans.Values)
        {
            span.Dispose();
        }

        Activity.Current = _outside;
    }
}
