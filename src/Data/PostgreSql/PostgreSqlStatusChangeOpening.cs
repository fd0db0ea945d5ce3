using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Data.PostgreSql;

/// <summary>
/// Opens a change for many Sims with one statement. The Sims are locked first, in the order of their ids, and judged as they are then: it waits for concurrent
/// writes of others and never overwrites them.
/// </summary>
internal static class PostgreSqlStatusChangeOpening
{
    public static async Task<IReadOnlyList<OpenedSim>> OpenAsync(
        PostgreSqlSimConsoleDb db, StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        var row = opening.NewRow(db, "o.\"Id\"", "o.\"FromStatus\"", firstPlaceholder: 3);
        var sql =
            $$"""
            WITH found AS (
                SELECT s."Id", s."Status" FROM "Sims" AS s
                WHERE s."Id" = ANY ({0}) AND ({{opening.Condition}})
                ORDER BY s."Id" FOR NO KEY UPDATE),
            opened AS (
                UPDATE "Sims" AS s
                SET "Status" = {{(int)SimStatus.Scheduled}}, "TargetStatus" = {1}, "StatusChangedAt" = {2}, "UpdatedAt" = {2}, "Version" = s."Version" + 1
                FROM found AS f WHERE s."Id" = f."Id"
                RETURNING s."Id", s."Sid", s."Version", f."Status" AS "FromStatus"),
            inserted AS (
                INSERT INTO "StatusChanges" ({{row.Columns}})
                SELECT {{row.Values}} FROM opened AS o ORDER BY o."Id")
            SELECT "Id", "Sid", "Version" FROM opened
            """;
        object[] parameters = [simIds.ToArray(), (int)opening.Row.ToStatus, opening.Row.QueuedAt.UtcDateTime, .. row.Parameters];
        return await db.Database.SqlQueryRaw<OpenedSim>(sql, parameters).ToListAsync(token);
    }
}
