using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.SettingsUpdates;

namespace SimConsole.Data.SqlServer;

/// <summary>Opens a settings update for each of many Sims that needs one, with one statement.</summary>
internal static class SqlServerSettingsUpdateOpening
{
    public static Task<int> OpenAsync(SqlServerSimConsoleDb db, IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token)
    {
        var sql =
            $$"""
            INSERT INTO "SettingsUpdates" {{SettingsUpdateOpening.Columns}}
            SELECT '{{SettingsUpdate.SidPrefix}}' + LOWER(REPLACE(CONVERT(char(36), NEWID()), '-', '')), {{SettingsUpdateOpening.Values}}
            FROM OPENJSON({0}) WITH (Id bigint '$') AS i
            INNER JOIN "Sims" AS s ON s."Id" = i.Id
            INNER JOIN "Fleets" AS f ON f."Id" = s."FleetId"
            INNER JOIN "NetworkAccessProfiles" AS p ON p."Id" = f."NetworkAccessProfileId"
            WHERE {{SettingsUpdateOpening.Condition}}
            ORDER BY s."Id"
            """;
        return db.Database.ExecuteSqlRawAsync(sql, [JsonSerializer.Serialize(simIds), now.UtcDateTime, seconds], token);
    }
}
