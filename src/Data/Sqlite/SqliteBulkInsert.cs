using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Writes many rows with few statements, each given its rows as one JSON text. The full-text index writes itself out at the end of
/// every statement that touches it, so that a statement a row would cost ten times as much.
/// </summary>
internal static class SqliteBulkInsert
{
    private const int RowsPerStatement = 1_000;

    public static async Task InsertAsync<T>(SqliteSimConsoleDb db, IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        var table = new BulkTable<T>(db.Model);
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"value ->> {i}"));
        var insert = $"INSERT INTO \"{table.Name}\" ({columns}) SELECT {values} FROM json_each({{0}})";
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await db.Database.ExecuteSqlRawAsync(insert, [Json(table, chunk)], token);
        }
    }

    private static string Json<T>(BulkTable<T> table, T[] rows) where T : class
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                for (var i = 0; i < table.Columns.Count; i++)
                {
                    Write(json, table.Value(row, i));
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case DBNull:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                throw new NotSupportedException($"Rows with a {value.GetType().Name} cannot be written in bulk.");
        }
    }
}
