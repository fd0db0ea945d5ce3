using Microsoft.EntityFrameworkCore;
using SimConsole.SettingsUpdates;

namespace SimConsole.Data.PostgreSql;

/// <summary>Opens a settings update for each of many Sims that needs one, with one statement.</summary>
internal static class PostgreSqlSettingsUpdateOpening
{
    public static Task<int> OpenAsync(PostgreSqlSimConsoleDb db, IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token)
    {
        var sql =
            $$"""
            INSERT INTO "SettingsUpdates" {{SettingsUpdateOpening.Columns}}
            SELECT '{{SettingsUpdate.SidPrefix}}' || replace(gen_random_uuid()::text, '-', ''), {{SettingsUpdateOpening.Values}}
            FROM "Sims" AS s
            INNER JOIN "Fleets" AS f ON f."Id" = s."FleetId"
            INNER JOIN "NetworkAccessProfiles" AS p ON p."Id" = f."NetworkAccessProfileId"
            WHERE s."Id" = ANY ({0})
            AND {{SettingsUpdateOpening.Condition}}
            ORDER BY s."Id"
            """;
        return db.Database.ExecuteSqlRawAsync(sql, [simIds.ToArray(), now.UtcDateTime, seconds], token);
    }
}
