using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SimConsole.Telemetry;

/// <summary>
/// Whether the network authority answers. Where it does not the console is degraded, and still ready: pages are served and orders taken, and another process would
/// find the authority as silent, so that a load balancer which took them all out would only make it worse.
/// </summary>
public sealed class AuthorityHealthCheck(Condition condition) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await condition.LookAtAuthorityAsync(cancellationToken) is { Reachable: false }
            ? HealthCheckResult.Degraded("The network authority does not answer, and changes wait for it.")

            // Also where it has not been heard yet, as right after a start: whoever asks it gives it up after some seconds.
            : HealthCheckResult.Healthy();
}
