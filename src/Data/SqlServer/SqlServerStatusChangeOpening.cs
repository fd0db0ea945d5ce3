using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Data.SqlServer;

/// <summary>
/// Opens a change for many Sims in one round trip, in the caller's transaction. The Sims are written first: the rows which that statement changed, and the
/// statuses that it found, decide which changes are added, whatever others write at the same time.
/// </summary>
internal static class SqlServerStatusChangeOpening
{
    public static async Task<IReadOnlyList<OpenedSim>> OpenAsync(
        SqlServerSimConsoleDb db, StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        object[] sims = [JsonSerializer.Serialize(simIds), (int)opening.Row.ToStatus, opening.Row.QueuedAt.UtcDateTime];
        var (sql, row) = Sql(db, opening);
        return await db.Database.SqlQueryRaw<OpenedSim>(sql, [.. sims, .. row]).ToListAsync(token);
    }

    /// <summary>The batch, with placeholders for the ids as JSON, the target and the time, and then for the values returned.</summary>
    internal static (string Sql, IReadOnlyList<object> Values) Sql(SqlServerSimConsoleDb db, StatusChangeOpening opening)
    {
        var row = opening.NewRow(db, "o.Id", "o.FromStatus", firstPlaceholder: 3);
        return ($$"""
            SET NOCOUNT ON;
            DECLARE @opened TABLE (Id bigint PRIMARY KEY, Sid char({{Sid.Length}}), Version bigint, FromStatus int);

            UPDATE s
            SET "Status" = {{(int)SimStatus.Scheduled}}, "TargetStatus" = {1}, "StatusChangedAt" = {2}, "UpdatedAt" = {2}, "Version" = s."Version" + 1
            OUTPUT inserted."Id", inserted."Sid", inserted."Version", deleted."Status" INTO @opened
            FROM "Sims" AS s INNER JOIN OPENJSON({0}) WITH (Id bigint '$') AS i ON i.Id = s."Id"
            WHERE {{opening.Condition}};

            INSERT INTO "StatusChanges" ({{row.Columns}})
            SELECT {{row.Values}} FROM @opened AS o ORDER BY o.Id;

            SELECT Id, Sid, Version FROM @opened;
            """, row.Parameters);
    }
}
