using SimConsole.Data;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Telemetry;

/// <summary>Measures how long changes of status took, once their end is committed.</summary>
public sealed class ChangeDurations(TimeProvider time) : IChangeEnded
{
    public Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        if (Instruments.ChangeDuration.Enabled)
        {
            var now = time.Now();
            after.Do(() =>
            {
                foreach (var change in ended.Where(change => change.Kind == StatusChangeKind.Requested))
                {
                    Instruments.ChangeDuration.Record(Math.Max(0, (now - change.QueuedAt).TotalSeconds), Result(change.State), ConsoleGauges.Priority(change.Priority));
                }
            });
        }

        return Task.CompletedTask;
    }

    private static KeyValuePair<string, object?> Result(StatusChangeState state) => new("result", state switch
    {
        StatusChangeState.Completed => "completed",
        StatusChangeState.Failed => "failed",
        StatusChangeState.Withdrawn => "withdrawn",
        _ => "superseded",
    });
}
