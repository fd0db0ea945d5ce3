using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Writes many rows with few statements, each of which gets its rows as one JSON text. The full-text index writes itself out at the end of every statement that
/// touches it, so that one statement for each row would cost ten times as much.
/// </summary>
internal static class SqliteBulkInsert
{
    private const int RowsPerStatement = 1_000;

    public static async Task InsertAsync<T>(SqliteSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"value ->> {i}"));
        var insert = $"INSERT INTO \"{table.Name}\" ({columns}) SELECT {values} FROM json_each({{0}})";
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await db.Database.ExecuteSqlRawAsync(insert, [table.ToJson(chunk)], token);
        }
    }

    /// <inheritdoc cref="SimConsoleDb.AddUpAsync"/>
    public static async Task AddUpAsync<T>(SqliteSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model, rows);
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"value ->> {i}"));
        var keys = string.Join(", ", table.Keys.Select(k => $"\"{k}\""));
        var sums = string.Join(", ", table.Columns.Where(c => !table.Keys.Contains(c.Name)).Select(c => $"\"{c.Name}\" = \"{table.Name}\".\"{c.Name}\" + excluded.\"{c.Name}\""));

        // Without a WHERE, SQLite takes ON for that of a join.
        var add = $"INSERT INTO \"{table.Name}\" ({columns}) SELECT {values} FROM json_each({{0}}) WHERE true ON CONFLICT ({keys}) DO UPDATE SET {sums}";
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await db.Database.ExecuteSqlRawAsync(add, [table.ToJson(chunk)], token);
        }
    }
}
