using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.SqlServer;

/// <summary>
/// Writes many rows with few statements, each of which gets its rows as one JSON text; adds rows up with two statements: first the existing keys, then the new
/// ones.
/// </summary>
internal static class SqlServerBulkInsert
{
    /// <summary>Below the 5,000 locks at which SQL Server escalates to a lock of the whole table.</summary>
    private const int RowsPerStatement = 1_000;

    public static async Task InsertAsync<T>(SqlServerSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var (columns, given, values) = Parts(table);
        var insert = $$"""INSERT INTO "{{table.Name}}" ({{columns}}) SELECT {{values}} FROM OPENJSON({0}) WITH ({{given}}) AS r;""";
        if (table.BroughtKey is not null)
        {
            insert = $"""SET IDENTITY_INSERT "{table.Name}" ON; {insert} SET IDENTITY_INSERT "{table.Name}" OFF;""";
        }

        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await db.Database.ExecuteSqlRawAsync(insert, [table.ToJson(chunk)], token);
        }
    }

    /// <inheritdoc cref="SimConsoleDb.AddUpAsync"/>
    public static async Task AddUpAsync<T>(SqlServerSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var (columns, given, values) = Parts(table);
        var sameKey = string.Join(" AND ", table.Keys.Select(key => $"t.\"{key}\" = r.\"{key}\""));
        var sums = string.Join(", ", table.Columns.Select(c => c.Name).Except(table.Keys).Select(name => $"\"{name}\" = t.\"{name}\" + r.\"{name}\""));
        var sql =
            $$"""
            SET NOCOUNT ON;
            UPDATE t SET {{sums}}
            FROM "{{table.Name}}" AS t INNER JOIN OPENJSON({0}) WITH ({{given}}) AS r ON {{sameKey}};

            INSERT INTO "{{table.Name}}" ({{columns}})
            SELECT {{values}} FROM OPENJSON({0}) WITH ({{given}}) AS r
            WHERE NOT EXISTS (SELECT 1 FROM "{{table.Name}}" AS t WHERE {{sameKey}});
            """;
        await db.Database.ExecuteSqlRawAsync(sql, [table.ToJson(rows)], token);
    }

    /// <summary>The columns of a table, how they are read out of JSON, and their values there.</summary>
    private static (string Columns, string Given, string Values) Parts<T>(BulkTable<T> table) where T : class
    {
        string[] names = [.. table.Columns.Select(c => c.Name)];
        return (
            string.Join(", ", names.Select(name => $"\"{name}\"")),
            string.Join(", ", names.Select((name, i) => $"\"{name}\" {table.StoreTypes[i]} '$[{i}]'")),
            string.Join(", ", names.Select(name => $"r.\"{name}\"")));
    }
}
