using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using SimConsole.Data;

namespace SimConsole.Tests;

/// <summary>What every table holds, as one digest each: two that are equal mean that nothing was changed.</summary>
internal static class TableDigest
{
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(SimConsoleDb db, CancellationToken token)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var sql = db.GetService<ISqlGenerationHelper>();
        await db.Database.OpenConnectionAsync(token);
        foreach (var table in db.Model.GetEntityTypes().Select(entity => entity.GetTableName()).OfType<string>().Distinct())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The name is the model's own.
            command.CommandText = $"SELECT * FROM {sql.DelimitIdentifier(table)}";
#pragma warning restore CA2100
            var rows = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                var row = new StringBuilder();
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    row.Append(reader.GetName(i)).Append('=').Append(Text(reader.GetValue(i))).Append('\n');
                }

                rows.Add(row.ToString());
            }

            rows.Sort(StringComparer.Ordinal);
            digests[table] = $"{rows.Count} rows, {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows))))}";
        }

        return digests;
    }

    /// <summary>As above, as one text, without these tables.</summary>
    public static async Task<string> OfAllButAsync(SimConsoleDb db, string[] tables, CancellationToken token) =>
        string.Join('\n', (await OfAsync(db, token)).Where(table => !tables.Contains(table.Key)).Select(table => $"{table.Key}: {table.Value}"));

    private static string? Text(object value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),

        // Otherwise to the second alone.
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
