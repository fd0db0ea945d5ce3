using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Whether the database can be written: what <c>/health/ready</c> tells a load balancer, without credentials. A write is tried, at most
/// once a second however many ask.
/// </summary>
public sealed class DatabaseHealth : IHealthCheck
{
    /// <summary>Whether the console does its work.</summary>
    public const string ReadyAddress = "/health/ready";

    /// <summary>Whether the process runs, whatever its database does: nothing to start it anew for.</summary>
    public const string LiveAddress = "/health/live";

    /// <summary>Another name of <see cref="ReadyAddress"/>.</summary>
    public const string Address = "/health";

    private readonly Heartbeat _heartbeat;
    private readonly SharedRead<Answer> _tried;

    public DatabaseHealth(Heartbeat heartbeat, TimeProvider time)
    {
        _heartbeat = heartbeat;
        _tried = new(TryAsync, TimeSpan.FromSeconds(1), time);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        (_tried.Recent ?? await _tried.ReadAsync(cancellationToken)).Result;

    /// <summary>Writes the sentence that says what is wrong, for whoever looks at what the load balancer saw.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var says = report.Entries.Values.Select(entry => entry.Description).OfType<string>().Prepend($"{report.Status}");
        return context.Response.WriteAsync(string.Join(". ", says), context.RequestAborted);
    }

    private async Task<Answer> TryAsync()
    {
        try
        {
            // Shared by all who wait for it, so none of them can cancel it.
            await _heartbeat.BeatAsync(CancellationToken.None);
            return new Answer(HealthCheckResult.Healthy());
        }
        catch (Exception exception)
        {
            return new Answer(HealthCheckResult.Unhealthy(DatabaseTrouble.Of(exception)?.Says ?? "The database could not be written. Look at the log of the server.", exception));
        }
    }

    private sealed record Answer(HealthCheckResult Result);
}
