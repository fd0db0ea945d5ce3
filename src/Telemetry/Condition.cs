using Microsoft.Extensions.Diagnostics.HealthChecks;
using SimConsole.NetworkAuthorities;
using SimConsole.Work;

namespace SimConsole.Telemetry;

/// <summary>
/// The condition of the console, for collectors of metrics and load balancers, which poll it. However many there are, the database is read and the
/// authority asked once every few seconds, and no caller waits for either longer than <see cref="Patience"/>.
/// </summary>
public sealed class Condition
{
    /// <summary>How old the answer of the database may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How old the answer of the authority may be: it may be another company's API with a limit on requests.</summary>
    public static readonly TimeSpan AuthorityInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long a caller is kept waiting.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Latest<Read> _workload;
    private readonly Latest<Said> _database;
    private readonly Latest<AuthorityHealth> _authority;

    public Condition(WorkloadReader workload, DatabaseHealth database, AuthorityHealthReader authority, TimeProvider time)
    {
        _workload = new(() => ReadAsync(workload), Interval, time);
        _database = new(async () => new Said(await database.TryAsync(CancellationToken.None)), Interval, time);
        _authority = new(() => authority.ReadAsync(CancellationToken.None), AuthorityInterval, time);
    }

    /// <summary>The open work; null where the database does not answer.</summary>
    public Workload? Workload => _workload.Value?.Workload;

    /// <summary>Whether the database could be written when that was last tried.</summary>
    public bool IsWritable => _database.Value is { Result.Status: HealthStatus.Healthy };

    /// <summary>The condition of the authority; null where it has not answered.</summary>
    public AuthorityHealth? Authority => _authority.Value;

    /// <summary>Reads all of it, as far as it answers within <see cref="Patience"/>.</summary>
    public Task LookAsync(CancellationToken token) =>
        Task.WhenAll(_workload.ReadAsync(Patience, token), _database.ReadAsync(Patience, token), _authority.ReadAsync(Patience, token));

    /// <summary>Reads only the open work.</summary>
    public async Task<Workload?> LookAtWorkAsync(CancellationToken token) => (await _workload.ReadAsync(Patience, token))?.Workload;

    /// <summary>Reads only the condition of the authority.</summary>
    public Task<AuthorityHealth?> LookAtAuthorityAsync(CancellationToken token) => _authority.ReadAsync(Patience, token);

    private static async Task<Read> ReadAsync(WorkloadReader workload)
    {
        try
        {
            return new Read(await workload.ReadAsync(CancellationToken.None));
        }
        catch (Exception)
        {
            // The failure is already logged, as one of the database.
            return new Read(null);
        }
    }

    private sealed record Read(Workload? Workload);

    private sealed record Said(HealthCheckResult Result);
}
