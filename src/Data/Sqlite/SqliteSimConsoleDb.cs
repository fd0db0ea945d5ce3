using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SimConsole.Sims;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// The embedded database. Times are whole milliseconds since 1970 in UTC: SQLite has no type for them, and integers sort,
/// compare and index as they should.
/// </summary>
public sealed class SqliteSimConsoleDb(DbContextOptions<SqliteSimConsoleDb> options) : SimConsoleDb(options)
{
    public override IQueryable<Sim> WhereIdentifiersContain(IQueryable<Sim> sims, string term) => SimSearchIndex.Where(this, sims, term);

    /// <remarks>One prepared statement: a row then costs little beyond its place in the indexes.</remarks>
    public override Task InsertManyAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token)
    {
        var table = new BulkTable<T>(Model);
        using var insert = ((SqliteConnection)Database.GetDbConnection()).CreateCommand();
        insert.Transaction = (SqliteTransaction?)Database.CurrentTransaction?.GetDbTransaction();
        insert.CommandText = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})";
        SqliteParameter[] parameters = [.. table.Columns.Select((_, i) => insert.Parameters.AddWithValue($"@p{i}", DBNull.Value))];
        foreach (var row in rows)
        {
            token.ThrowIfCancellationRequested();
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = table.Value(row, i);
            }

            insert.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
