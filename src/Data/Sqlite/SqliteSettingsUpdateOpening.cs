using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.SettingsUpdates;

namespace SimConsole.Data.Sqlite;

/// <summary>Opens a settings update for each of many Sims that needs one, with one statement.</summary>
internal static class SqliteSettingsUpdateOpening
{
    public static Task<int> OpenAsync(SqliteSimConsoleDb db, IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token)
    {
        var sql =
            $$"""
            INSERT INTO "SettingsUpdates" {{SettingsUpdateOpening.Columns}}
            SELECT '{{SettingsUpdate.SidPrefix}}' || lower(hex(randomblob(16))), {{SettingsUpdateOpening.Values}}
            FROM json_each({0}) AS i
            CROSS JOIN "Sims" AS s ON s."Id" = i.value
            CROSS JOIN "Fleets" AS f ON f."Id" = s."FleetId"
            CROSS JOIN "NetworkAccessProfiles" AS p ON p."Id" = f."NetworkAccessProfileId"
            WHERE {{SettingsUpdateOpening.Condition}}
            """;
        return db.Database.ExecuteSqlRawAsync(sql, [JsonSerializer.Serialize(simIds), now.ToUnixTimeMilliseconds(), seconds], token);
    }
}
