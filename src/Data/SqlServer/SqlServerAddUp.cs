using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.SqlServer;

/// <summary>Adds rows up with two statements, each given all rows as one JSON text: first what is there, then what is not.</summary>
internal static class SqlServerAddUp
{
    /// <inheritdoc cref="SimConsoleDb.AddUpAsync"/>
    public static async Task AddUpAsync<T>(SqlServerSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model);
        string[] names = [.. table.Columns.Select(c => c.Name)];
        var given = string.Join(", ", names.Select((name, i) => $"\"{name}\" {table.StoreTypes[i]} '$[{i}]'"));
        var sameKey = string.Join(" AND ", table.Keys.Select(key => $"t.\"{key}\" = r.\"{key}\""));
        var sums = string.Join(", ", names.Except(table.Keys).Select(name => $"\"{name}\" = t.\"{name}\" + r.\"{name}\""));
        var columns = string.Join(", ", names.Select(name => $"\"{name}\""));
        var sql =
            $$"""
            SET NOCOUNT ON;
            UPDATE t SET {{sums}}
            FROM "{{table.Name}}" AS t INNER JOIN OPENJSON({0}) WITH ({{given}}) AS r ON {{sameKey}};

            INSERT INTO "{{table.Name}}" ({{columns}})
            SELECT {{string.Join(", ", names.Select(name => $"r.\"{name}\""))}} FROM OPENJSON({0}) WITH ({{given}}) AS r
            WHERE NOT EXISTS (SELECT 1 FROM "{{table.Name}}" AS t WHERE {{sameKey}});
            """;
        await db.Database.ExecuteSqlRawAsync(sql, [table.ToJson(rows)], token);
    }
}
