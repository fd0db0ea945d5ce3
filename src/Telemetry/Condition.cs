using Microsoft.Extensions.Diagnostics.HealthChecks;
using SimConsole.NetworkAuthorities;
using SimConsole.Work;

namespace SimConsole.Telemetry;

/// <summary>
/// How the console is, for those who look again and again: whoever collects metrics, and load balancers. However many they are, the database is read and the
/// authority asked once in some seconds, and nobody waits for either for longer than <see cref="Patience"/>.
/// </summary>
public sealed class Condition
{
    /// <summary>How old what the database says may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How old what the authority says may be: it may be somebody's API, which counts who asks.</summary>
    public static readonly TimeSpan AuthorityInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long somebody is kept waiting who wants to know.</summary>
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

    /// <summary>What there is to do; null where the database does not say.</summary>
    public Workload? Workload => _workload.Value?.Workload;

    /// <summary>Whether the database could be written when that was last tried.</summary>
    public bool IsWritable => _database.Value is { Result.Status: HealthStatus.Healthy };

    /// <summary>How the authority is; null where it has not said.</summary>
    public AuthorityHealth? Authority => _authority.Value;

    /// <summary>Looks at all of it, as far as it answers within <see cref="Patience"/>.</summary>
    public Task LookAsync(CancellationToken token) =>
        Task.WhenAll(_workload.ReadAsync(Patience, token), _database.ReadAsync(Patience, token), _authority.ReadAsync(Patience, token));

    /// <summary>Looks at the work alone.</summary>
    public async Task<Workload?> LookAtWorkAsync(CancellationToken token) => (await _workload.ReadAsync(Patience, token))?.Workload;

    /// <summary>Looks at the authority alone.</summary>
    public Task<AuthorityHealth?> LookAtAuthorityAsync(CancellationToken token) => _authority.ReadAsync(Patience, token);

    private static async Task<Read> ReadAsync(WorkloadReader workload)
    {
        try
        {
            return new Read(await workload.ReadAsync(CancellationToken.None));
        }
        catch (Exception)
        {
            // The log has it already, as trouble of the database.
            return new Read(null);
        }
    }

    private sealed record Read(Workload? Workload);

    private sealed record Said(HealthCheckResult Result);
}
