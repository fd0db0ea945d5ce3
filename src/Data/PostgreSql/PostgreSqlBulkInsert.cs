using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace SimConsole.Data.PostgreSql;

/// <summary>Writes many rows with the server's own COPY, and adds many up with one statement that is given all rows as one JSON text.</summary>
internal static partial class PostgreSqlBulkInsert
{
    public static async Task InsertAsync<T>(PostgreSqlSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        string[] types = [.. table.StoreTypes.Select(WithoutLength)];
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using (var copy = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({columns}) FROM STDIN (FORMAT BINARY)", token))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(token);
                for (var i = 0; i < table.Columns.Count; i++)
                {
                    if (table.Value(row, i) is not DBNull and var value)
                    {
                        await copy.WriteAsync(value is string text ? NoNullCharacters.Replace(text) : value, types[i], token);
                    }
                    else
                    {
                        await copy.WriteNullAsync(token);
                    }
                }
            }

            await copy.CompleteAsync(token);
        }

        await SkipKeysAsync(db, table, token);
    }

    /// <inheritdoc cref="SimConsoleDb.AddUpAsync"/>
    public static async Task AddUpAsync<T>(PostgreSqlSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"(r ->> {i})::{table.StoreTypes[i]}"));
        var keys = string.Join(", ", table.Keys.Select(k => $"\"{k}\""));
        var sums = string.Join(", ", table.Columns.Where(c => !table.Keys.Contains(c.Name)).Select(c => $"\"{c.Name}\" = t.\"{c.Name}\" + excluded.\"{c.Name}\""));

        // In the order of the keys, so that two who add up the same rows wait for each other instead of for ever.
        var order = string.Join(", ", table.Keys.Select(k => table.Columns.ToList().FindIndex(c => c.Name == k) + 1));
        var add =
            $"INSERT INTO \"{table.Name}\" AS t ({columns}) SELECT {values} FROM jsonb_array_elements({{0}}::jsonb) AS r ORDER BY {order} "
            + $"ON CONFLICT ({keys}) DO UPDATE SET {sums}";
        await db.Database.ExecuteSqlRawAsync(add, [table.ToJson(rows)], token);
    }

    /// <summary>The keys that rows brought with them are not given out again. Only an empty table is filled with such keys, so that nobody else asks for one meanwhile.</summary>
    private static async Task SkipKeysAsync<T>(PostgreSqlSimConsoleDb db, BulkTable<T> table, CancellationToken token) where T : class
    {
        if (table.BroughtKey is { } key)
        {
            var skip = $"SELECT setval(pg_get_serial_sequence('\"{table.Name}\"', '{key}'), max(\"{key}\")) FROM \"{table.Name}\"";
            await db.Database.ExecuteSqlRawAsync(skip, token);
        }
    }

    /// <summary>COPY is told a type by its bare name: <c>timestamp with time zone</c> of <c>timestamp(3) with time zone</c>.</summary>
    private static string WithoutLength(string storeType) => Length().Replace(storeType, "");

    [GeneratedRegex(@"\(\d+\)")]
    private static partial Regex Length();
}
