using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Data.Sqlite;

namespace SimConsole.Backup;

/// <summary>Replaces the present SQLite database with a copy, keeps the old one beside it, and settles the new one (<see cref="Restoration"/>).</summary>
public sealed class RestoreJob : CommandLineJob
{
    /// <summary>The error of SQLite when another process holds the database. Source: SQLite, "Result and Error Codes".</summary>
    private const int Busy = 5;

    /// <inheritdoc cref="Busy"/>
    private const int Locked = 6;

    private static readonly string[] Logs = ["-wal", "-shm"];

    public override string Name => "restore";

    public override string Value => "FILE";

    public override string Help => "puts the backup FILE in the place of the SQLite database, while no console runs, switches on nothing of it, compares all SIMs with the network, and ends";

    /// <summary>The present database may be damaged, so the job must run without it.</summary>
    public override bool NeedsDatabase => false;

    public override string? Fault(string value) => value.Length == 0 ? "--restore takes the path of a backup." : File.Exists(value) ? null : $"There is no file {value}.";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        await using var db = await run.Services.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(token);
        var place = db is SqliteSimConsoleDb ? new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource : null;
        var fault = place is null ? $"Only an SQLite database is restored by the console. Use the server's own tools, and then --{new RestoredJob().Name}."
            : await FaultOfAsync(db, run.Value, token) ?? (await IsInUseAsync(place, token) ? $"A console works with {place}. Stop it first." : null);
        if (fault is not null)
        {
            await run.Errors.WriteLineAsync($"{fault} Nothing was changed.");
            return ExitCodes.Unusable;
        }

        var kept = Replace(run.Value, place!, run.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await run.Services.MigrateAsync(token);
        run.Services.GetRequiredService<Audit.AuditKeys>().Open();
        await run.Output.WriteLineAsync(kept is null ? $"{run.Value} is at {place}." : $"{run.Value} is at {place}, and what was there is at {kept}.");
        return await RestoredJob.SettleAsync(run, token);
    }

    /// <summary>Why a file cannot be restored; null where it can.</summary>
    private static async Task<string?> FaultOfAsync(SimConsoleDb db, string file, CancellationToken token)
    {
        try
        {
            await using var connection = await OpenAsync(file, SqliteOpenMode.ReadOnly, token);
            var sound = (string?)await ScalarAsync(connection, "PRAGMA integrity_check(1)", token);
            if (sound != "ok")
            {
                return $"{file} is damaged: {sound}.";
            }

            var known = db.Database.GetMigrations().ToHashSet();
            var last = (string?)await ScalarAsync(connection, "SELECT max(\"MigrationId\") FROM \"__EFMigrationsHistory\"", token);
            return last is not null && string.CompareOrdinal(last, known.Max(StringComparer.Ordinal)) > 0 ? $"A newer build of the console has made {file}. Restore it with that one." : null;
        }
        catch (SqliteException fault)
        {
            return $"{file} is not a backup of a console: {fault.Message}.";
        }
    }

    /// <summary>Whether another process has the database open, as a running console always does.</summary>
    private static async Task<bool> IsInUseAsync(string place, CancellationToken token)
    {
        if (!File.Exists(place))
        {
            return false;
        }

        try
        {
            await using var connection = await OpenAsync(place, SqliteOpenMode.ReadWrite, token);
            await ScalarAsync(connection, "PRAGMA locking_mode = EXCLUSIVE", token);
            await ScalarAsync(connection, "BEGIN IMMEDIATE; ROLLBACK", token);
            return false;
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is Busy or Locked)
        {
            return true;
        }
        catch (SqliteException)
        {
            // A database that cannot be read is not in use.
            return false;
        }
    }

    /// <summary>Puts the file in its place in one step, and keeps the old file beside it. Returns where the old one is now; null where there was nothing.</summary>
    private static string? Replace(string file, string place, DateTimeOffset now)
    {
        var next = $"{place}.next";
        File.Copy(file, next, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            // A copy gets the mode of its source, which may be open to other users.
            File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        SqliteConnection.ClearAllPools();
        string? kept = null;
        if (File.Exists(place))
        {
            kept = FormattableString.Invariant($"{place}.before-{now:yyyyMMddHHmmss}");
            File.Move(place, kept);
            foreach (var log in Logs.Where(log => File.Exists(place + log)))
            {
                File.Move(place + log, kept + log);
            }
        }

        File.Move(next, place);
        return kept;
    }

    private static async Task<SqliteConnection> OpenAsync(string file, SqliteOpenMode mode, CancellationToken token)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 2 }.ConnectionString);
        await connection.OpenAsync(token);
        return connection;
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql, CancellationToken token)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // No text of anybody's is in it.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(token);
    }
}
