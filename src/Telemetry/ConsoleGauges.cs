using System.Diagnostics.Metrics;
using SimConsole.StatusChanges;

namespace SimConsole.Telemetry;

/// <summary>Shows the condition of the console as gauges. Collecting them reads nothing: the condition is read before they are collected.</summary>
public sealed class ConsoleGauges : IDisposable
{
    private readonly Meter _meter;

    public ConsoleGauges(IMeterFactory meters, Condition condition)
    {
        _meter = meters.Create(Instruments.MeterName);
        AddEach(Instruments.ChangesOpen, () => condition.Workload is { } work
            ? from priority in Enum.GetValues<StatusChangePriority>()
              from state in new[] { StatusChangeState.Queued, StatusChangeState.Applying }
              select new Measurement<double>(work.Count(priority, state), Priority(priority), State(state))
            : []);
        AddEach(Instruments.ChangesOldest, () => condition.Workload is { } work
            ? Enum.GetValues<StatusChangePriority>().Select(priority => new Measurement<double>(work.Age(priority).TotalSeconds, Priority(priority)))
            : []);
        Add(Instruments.NotOff, () => condition.Workload?.NotOff);
        Add(Instruments.NotOffOldest, () => condition.Workload?.NotOffFor.TotalSeconds);
        Add(Instruments.DriftWaiting, () => condition.Workload?.Drift);
        Add(Instruments.CallbacksWaiting, () => condition.Workload?.Callbacks);
        Add(Instruments.AuthorityUp, () => condition.Authority is { } authority ? authority.Reachable ? 1 : 0 : null);
        Add(Instruments.DatabaseReadable, () => condition.Workload is null ? 0 : 1);
        Add(Instruments.DatabaseWritable, () => condition.IsWritable ? 1 : 0);
    }

    public void Dispose() => _meter.Dispose();

    internal static KeyValuePair<string, object?> Priority(StatusChangePriority priority) => new("priority", priority switch
    {
        StatusChangePriority.LossReport => "loss_report",
        StatusChangePriority.Single => "single",
        _ => "bulk",
    });

    private static KeyValuePair<string, object?> State(StatusChangeState state) => new("state", state == StatusChangeState.Applying ? "applying" : "queued");

    /// <summary>A value that is not known is not shown.</summary>
    private void Add(GaugeName gauge, Func<double?> read) => AddEach(gauge, () => read() is { } value ? [new Measurement<double>(value)] : []);

    private void AddEach(GaugeName gauge, Func<IEnumerable<Measurement<double>>> read) => _meter.CreateObservableGauge(gauge.Name, read, gauge.Unit, gauge.Says);
}
