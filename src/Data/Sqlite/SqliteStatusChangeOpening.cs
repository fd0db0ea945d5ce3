using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Opens a change for many Sims with two statements, both in the caller's transaction. SQLite has one writer, so that the second statement finds the same Sims
/// as the first.
/// </summary>
internal static class SqliteStatusChangeOpening
{
    public static async Task<IReadOnlyList<OpenedSim>> OpenAsync(
        SqliteSimConsoleDb db, StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        var row = opening.NewRow(db, "s.\"Id\"", "s.\"Status\"", firstPlaceholder: 3);
        var sql =
            $$"""
            INSERT INTO "StatusChanges" ({{row.Columns}})
            SELECT {{row.Values}}
            FROM json_each({0}) AS i CROSS JOIN "Sims" AS s ON s."Id" = i.value
            WHERE {{opening.Condition}};

            UPDATE "Sims" AS s
            SET "Status" = {{(int)SimStatus.Scheduled}}, "TargetStatus" = {1}, "StatusChangedAt" = {2}, "UpdatedAt" = {2}, "Version" = s."Version" + 1
            WHERE s."Id" IN (SELECT value FROM json_each({0})) AND ({{opening.Condition}})
            RETURNING "Id", "Sid", "Version";
            """;
        object[] parameters = [JsonSerializer.Serialize(simIds), (int)opening.Row.ToStatus, opening.Row.QueuedAt.ToUnixTimeMilliseconds(), .. row.Parameters];
        return await db.Database.SqlQueryRaw<OpenedSim>(sql, parameters).ToListAsync(token);
    }
}
