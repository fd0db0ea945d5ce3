using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SimConsole.Data;

/// <summary>Whether the database answers: what <c>/health</c> tells a load balancer, without credentials.</summary>
public sealed class DatabaseHealth(IDbContextFactory<SimConsoleDb> databases) : IHealthCheck
{
    public const string Address = "/health";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
    }
}
