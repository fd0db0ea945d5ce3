using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SimConsole.StatusChanges;

namespace SimConsole.Telemetry;

/// <summary>
/// How far behind the queue is: the age of the oldest open change of those that should not wait. Changes of a bulk order may, since there are many of them. A queue
/// that is late makes the console degraded, and no less ready, for the reason of <see cref="AuthorityHealthCheck"/>.
/// </summary>
public sealed class QueueHealthCheck(Condition condition) : IHealthCheck
{
    /// <summary>A change that has been scheduled for longer than this is late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Another check reports that the database does not answer.
        var work = await condition.LookAtWorkAsync(cancellationToken);
        var age = work is null ? TimeSpan.Zero : Max(work.Age(StatusChangePriority.LossReport), work.Age(StatusChangePriority.Single));
        return age <= Late
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The queue is late: its oldest change has been scheduled for {(long)age.TotalSeconds} s."));
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
