namespace SimConsole.NetworkAuthorities;

/// <summary>An authority that reports the data sessions of its SIMs. One that cannot tell does not implement this.</summary>
public interface IUsageSource
{
    /// <summary>
    /// The sessions that began at or after <paramref name="from"/>, up to a moment that the report names: all of that time, and about <paramref name="most"/>
    /// sessions at once. A second report on the same time may have other sessions, but never two of one SIM at the same moment.
    /// </summary>
    Task<UsageReport> ReportAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken token);
}

/// <summary>What a network reports.</summary>
/// <param name="Until">Every session that began before this is among those reported now or earlier.</param>
public sealed record UsageReport(IReadOnlyList<ReportedSession> Sessions, DateTimeOffset Until);

/// <summary>One data session of a SIM.</summary>
/// <param name="NetworkId">The number of a network of the catalogue.</param>
/// <param name="Upload">In bytes.</param>
/// <param name="Download">In bytes.</param>
/// <param name="Address">The IP address of the SIM.</param>
public sealed record ReportedSession(string Iccid, int NetworkId, DateTimeOffset StartedAt, DateTimeOffset EndsAt, long Upload, long Download, string Address);

/// <summary>An authority that can refuse the data of a SIM that may attach, as operators bar services.</summary>
public interface IDataBarring
{
    /// <summary>Brings the data of these SIMs to what is wanted. Idempotent. Throwing means that nothing is known of any of them.</summary>
    Task BarDataAsync(IReadOnlyCollection<string> iccids, bool barred, CancellationToken token);
}
