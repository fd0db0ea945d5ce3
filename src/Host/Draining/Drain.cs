using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SimConsole.Host.Draining;

/// <summary>Whether the program is about to end: until then it still answers requests, but says that it is not ready for more.</summary>
internal sealed class Drain : IHealthCheck
{
    private int _signals;

    public bool HasBegun => Volatile.Read(ref _signals) > 0;

    /// <summary>Begins the drain. False where it had begun before.</summary>
    public bool TryBegin() => Interlocked.Increment(ref _signals) == 1;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HasBegun ? HealthCheckResult.Unhealthy("This process is about to stop. Send it no more requests.") : HealthCheckResult.Healthy());
}
