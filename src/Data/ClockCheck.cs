using Microsoft.EntityFrameworkCore;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.SqlServer;

namespace SimConsole.Data;

/// <summary>Whether the clock of this machine agrees with that of the database server, and with what was written last.</summary>
internal sealed class ClockCheck(IDbContextFactory<SimConsoleDb> databases, TimeProvider time) : ICheck
{
    /// <summary>How far apart the clocks may be.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    public string Name => "Clock";

    public async Task<CheckResult> LookAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        try
        {
            var server = db switch
            {
                PostgreSqlSimConsoleDb => await db.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AT TIME ZONE 'UTC' AS \"Value\"").SingleAsync(token),
                SqlServerSimConsoleDb => await db.Database.SqlQuery<DateTime>($"SELECT SYSUTCDATETIME() AS \"Value\"").SingleAsync(token),
                _ => (DateTime?)null,
            };
            if (server is { } theirs && (theirs - time.GetUtcNow().UtcDateTime).Duration() is var apart && apart > Slack)
            {
                return CheckResult.Doubtful(FormattableString.Invariant($"The clock of the database server is {apart.TotalSeconds:N0} s from this machine's. Synchronize both with a time server."));
            }

            return await LastWrittenAsync(db, token) is { } last && last - time.Now() is var ahead && ahead > Slack
                ? CheckResult.Doubtful(FormattableString.Invariant($"The last change was ordered {ahead.TotalSeconds:N0} s in the future: this clock was set back, or that of another process is ahead."))
                : CheckResult.Well(server is null ? $"It is {time.GetUtcNow():u}." : $"It is {time.GetUtcNow():u}, here as on the database server.");
        }
        catch (Exception fault) when (DatabaseTrouble.Of(fault) is { } trouble)
        {
            return CheckResult.Bad($"It cannot be compared with that of the database. {trouble.Says}");
        }
    }

    private static async Task<DateTimeOffset?> LastWrittenAsync(SimConsoleDb db, CancellationToken token) =>
        await db.IsUpToDateAsync(token)
            ? await db.StatusChanges.OrderByDescending(c => c.Id).Select(c => (DateTimeOffset?)c.QueuedAt).FirstOrDefaultAsync(token)
            : null;
}
