using Microsoft.EntityFrameworkCore;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;

namespace SimConsole.Data.PostgreSql;

/// <summary>Opens a settings update for each of many Sims that needs one, with one statement.</summary>
internal static class PostgreSqlSettingsUpdateOpening
{
    public static Task<int> OpenAsync(PostgreSqlSimConsoleDb db, IReadOnlyCollection<long> simIds, DateTimeOffset now, DateTimeOffset deadline, CancellationToken token) =>
        db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO "SettingsUpdates" ("Sid", "SimId", "State", "CreatedAt", "UpdatedAt", "DueAt", "Deadline", "Attempts")
            SELECT '{{SettingsUpdate.SidPrefix}}' || replace(gen_random_uuid()::text, '-', ''), s."Id", {{(int)SettingsUpdateState.Scheduled}}, {1}, {1}, {1}, {2}, 0
            FROM "Sims" AS s
            INNER JOIN "Fleets" AS f ON f."Id" = s."FleetId"
            INNER JOIN "NetworkAccessProfiles" AS p ON p."Id" = f."NetworkAccessProfileId"
            WHERE s."Id" = ANY ({0})
            AND s."Status" IN ({{(int)SimStatus.Ready}}, {{(int)SimStatus.Active}}, {{(int)SimStatus.Scheduled}})
            AND NOT EXISTS (
                SELECT 1 FROM "SettingsUpdates" AS u
                WHERE u."Id" = (SELECT MAX(l."Id") FROM "SettingsUpdates" AS l WHERE l."SimId" = s."Id")
                AND u."State" <> {{(int)SettingsUpdateState.Failed}}
                AND (u."Revision" IS NULL OR (u."NetworkAccessProfileId" = p."Id" AND u."Revision" = p."Revision")))
            ORDER BY s."Id"
            """,
            [simIds.ToArray(), now.UtcDateTime, deadline.UtcDateTime],
            token);
}
