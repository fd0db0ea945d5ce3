using System.Collections.Concurrent;
using SimConsole.Data;
using SimConsole.Sessions;
using SimConsole.Work;

namespace SimConsole.Audit;

/// <summary>
/// Collects refused sign-ins, and records them once a minute: an entry for each name and network with the number of tries, so that nobody can fill
/// the audit by guessing.
/// </summary>
public sealed partial class FailedSignIns(AuditTrail trail, TimeProvider time, ILogger<FailedSignIns> log) : BackgroundService
{
    /// <summary>The most entries of one minute; further tries are counted together in one entry.</summary>
    public const int MostEntries = 100;

    private static readonly TimeSpan Gathered = TimeSpan.FromMinutes(1);

    private ConcurrentDictionary<Refused, int> _tries = new();

    /// <summary>Counts one that was refused.</summary>
    /// <param name="kind">One of <see cref="AuditKinds"/>.</param>
    /// <param name="name">The name of an existing person or credential; null for any other name, since the text typed there may be a password.</param>
    /// <param name="network">Where it came from.</param>
    public void Add(string kind, OrderSource door, string? name, string network)
    {
        var refused = new Refused(kind, door, name ?? "an unknown name", network.CutTo(Session.AddressLength));
        if (_tries.Count >= MostEntries && !_tries.ContainsKey(refused))
        {
            refused = refused with { Name = "other names", Network = "" };
        }

        _tries.AddOrUpdate(refused, 1, (_, tries) => tries + 1);
    }

    /// <summary>Writes what was collected. What cannot be written now is written the next time.</summary>
    public async Task WriteAsync()
    {
        var tries = Interlocked.Exchange(ref _tries, new());
        if (tries.IsEmpty)
        {
            return;
        }

        try
        {
            await trail.RecordAsync([.. tries.OrderByDescending(t => t.Value)
                .Select(t => new AuditEntry
                {
                    Door = t.Key.Door,
                    Actor = t.Key.Name.CutTo(AuditEntry.NameLength),
                    Address = t.Key.Network,
                    Kind = t.Key.Kind,
                    Subject = t.Key.Name.CutTo(AuditEntry.NameLength),
                    Changes = AuditChanges.Write([new AuditChange("tries", t.Value)]),
                })]);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
        {
            foreach (var (refused, count) in tries)
            {
                _tries.AddOrUpdate(refused, count, (_, more) => more + count);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await WriteAsync();
        }
        catch (ObjectDisposedException)
        {
            // If the console is stopped twice at once, the database is already closed.
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new WorkerLane(null, time, exception => NotRecorded(log, exception)).RunAsync(async _ =>
    {
        await WriteAsync();
        return Gathered;
    }, stoppingToken);

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Refused sign-ins cannot be put on the record")]
    private static partial void NotRecorded(ILogger log, Exception exception);

    private sealed record Refused(string Kind, OrderSource Door, string Name, string Network);
}
