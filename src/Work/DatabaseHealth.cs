using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Whether the database can be written: what <c>/health/ready</c> tells a load balancer, without credentials. It attempts a write at most once a second,
/// however many ask.
/// </summary>
public sealed class DatabaseHealth : IHealthCheck
{
    /// <summary>The address that says whether the console can do its work.</summary>
    public const string ReadyAddress = "/health/ready";

    /// <summary>The address that says whether the process runs, whatever the state of its database: a restart would not repair that.</summary>
    public const string LiveAddress = "/health/live";

    /// <summary>Another name of <see cref="ReadyAddress"/>.</summary>
    public const string Address = "/health";

    /// <summary>A write that takes longer than this counts as failed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Heartbeat _heartbeat;
    private readonly DatabaseCondition _condition;
    private readonly TimeProvider _time;
    private readonly SharedRead<Answer> _tried;

    public DatabaseHealth(Heartbeat heartbeat, DatabaseCondition condition, TimeProvider time)
    {
        (_heartbeat, _condition, _time) = (heartbeat, condition, time);
        _tried = new(BeatAsync, TimeSpan.FromSeconds(1), time);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => TryAsync(cancellationToken);

    /// <summary>Whether the database could be written within the last second, or can be within <see cref="Longest"/>.</summary>
    public async Task<HealthCheckResult> TryAsync(CancellationToken token)
    {
        try
        {
            return (_tried.Recent ?? await _tried.ReadAsync(token).WaitAsync(Longest, _time, token)).Result;
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy(_condition.Trouble?.Says ?? "The database does not answer. Look at its server, and at what keeps it busy.");
        }
    }

    /// <summary>Writes the sentences that say what is wrong, for people who look at the answer that the load balancer got.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var says = report.Entries.Values.OrderBy(entry => entry.Status).Select(entry => entry.Description).OfType<string>().ToList();
        return context.Response.WriteAsync(says.Count == 0 ? $"{report.Status}" : $"{report.Status}. {string.Join(' ', says)}", context.RequestAborted);
    }

    private async Task<Answer> BeatAsync()
    {
        try
        {
            // Shared by all who wait for it, so none of them can cancel it.
            await _heartbeat.BeatAsync(CancellationToken.None);
            return new Answer(HealthCheckResult.Healthy());
        }
        catch (Exception exception)
        {
            return new Answer(HealthCheckResult.Unhealthy(DatabaseTrouble.Of(exception)?.Says ?? "The database could not be written. Look at the log of the server."));
        }
    }

    private sealed record Answer(HealthCheckResult Result);
}
