using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SimConsole.Telemetry;

/// <summary>
/// Whether the network authority answers. Where it does not, the console is degraded, and still ready: pages are served and orders taken, and another process would
/// get no answer from the authority either, so that a load balancer that took them all out would only make it worse.
/// </summary>
public sealed class AuthorityHealthCheck(Condition condition) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await condition.LookAtAuthorityAsync(cancellationToken) is { Reachable: false }
            ? HealthCheckResult.Degraded("The network authority does not answer, and changes wait for it.")

            // Healthy also before its first answer, as right after a start: a request to a silent authority times out after some seconds.
            : HealthCheckResult.Healthy();
}
