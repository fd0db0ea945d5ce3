using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Data.Sqlite;

namespace SimConsole.Backup;

/// <summary>Writes a copy of an SQLite database, also while the console runs.</summary>
public sealed class BackupJob : CommandLineJob
{
    public override string Name => "backup";

    public override string Value => "FILE";

    public override string Help => "writes a copy of the SQLite database to FILE, also while the console runs, and ends";

    public override string? Fault(string value) => value.Length == 0 ? "--backup takes the path of the file to write."
        : Path.Exists(value) ? $"--backup writes a new file, and {value} is there already."
        : null;

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        await using var db = await run.Services.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(token);
        if (db is not SqliteSimConsoleDb)
        {
            await run.Errors.WriteLineAsync("Only an SQLite database is copied by the console. Use the server's own tools: pg_dump for PostgreSQL, BACKUP DATABASE for SQL Server.");
            return ExitCodes.Unusable;
        }

        try
        {
            // One transaction reads all of it, so that the copy is of one moment. Source: SQLite, "VACUUM INTO".
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {run.Value}", token);
        }
        catch (SqliteException fault)
        {
            File.Delete(run.Value);
            await run.Errors.WriteLineAsync($"{run.Value} could not be written: {fault.Message} There is no backup.");
            return ExitCodes.Unusable;
        }

        await run.Services.GetRequiredService<AuditTrail>().RecordAsync(Caller.CommandLine, AuditKinds.BackupMade, Path.GetFileName(run.Value));
        await run.Output.WriteLineAsync(FormattableString.Invariant($"{run.Value} holds the database, {new FileInfo(run.Value).Length / 1_000_000.0:N1} MB. It holds secrets under the keys that it also holds: keep it as the database itself. The key of the audit is not in it."));
        return ExitCodes.AllGood;
    }
}
