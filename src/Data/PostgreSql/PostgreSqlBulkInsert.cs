using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace SimConsole.Data.PostgreSql;

/// <summary>Writes many rows with the server's own COPY, and adds many rows up with one statement that gets all of them as one JSON text.</summary>
internal static class PostgreSqlBulkInsert
{
    private const int SentAtOnce = 64 * 1024;

    public static async Task InsertAsync<T>(PostgreSqlSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using (var copy = await connection.BeginTextImportAsync($"COPY \"{table.Name}\" ({columns}) FROM STDIN", token))
        {
            var lines = new StringBuilder();
            foreach (var row in rows)
            {
                for (var i = 0; i < table.Columns.Count; i++)
                {
                    Append(lines, table.Value(row, i)).Append(i == table.Columns.Count - 1 ? '\n' : '\t');
                }

                if (lines.Length > SentAtOnce)
                {
                    await copy.WriteAsync(lines, token);
                    lines.Clear();
                }
            }

            await copy.WriteAsync(lines, token);
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

        // In the order of the keys, so that two writers that add up the same rows wait for each other instead of deadlocking.
        var order = string.Join(", ", table.Keys.Select(k => table.Columns.ToList().FindIndex(c => c.Name == k) + 1));
        var add =
            $"INSERT INTO \"{table.Name}\" AS t ({columns}) SELECT {values} FROM jsonb_array_elements({{0}}::jsonb) AS r ORDER BY {order} "
            + $"ON CONFLICT ({keys}) DO UPDATE SET {sums}";
        await db.Database.ExecuteSqlRawAsync(add, [table.ToJson(rows)], token);
    }

    /// <summary>
    /// Keeps the sequence from giving out keys that rows brought with them. Only an empty table is filled with such keys, so no other writer needs a key
    /// meanwhile.
    /// </summary>
    private static async Task SkipKeysAsync<T>(PostgreSqlSimConsoleDb db, BulkTable<T> table, CancellationToken token) where T : class
    {
        if (table.BroughtKey is { } key)
        {
            var skip = $"SELECT setval(pg_get_serial_sequence('\"{table.Name}\"', '{key}'), max(\"{key}\")) FROM \"{table.Name}\"";
            await db.Database.ExecuteSqlRawAsync(skip, token);
        }
    }

    /// <summary>A value as COPY reads it. Source: PostgreSQL, "COPY", text format.</summary>
    private static StringBuilder Append(StringBuilder line, object value) => value switch
    {
        DBNull => line.Append("\\N"),
        bool flag => line.Append(flag ? 't' : 'f'),
        string text => line.Append(NoNullCharacters.Replace(text)
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)),
        DateTime time => line.Append(CultureInfo.InvariantCulture, $"{time:O}"),
        int or long or double or Guid => line.Append(CultureInfo.InvariantCulture, $"{value}"),
        _ => throw new NotSupportedException($"Rows with a {value.GetType().Name} cannot be written in bulk."),
    };
}
