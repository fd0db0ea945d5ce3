using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Data;
using SimConsole.Data.Sqlite;
using SimConsole.Sims;

namespace SimConsole.Tests.Data;

/// <summary>A base that the build of 25 November 2026 left behind: 40 Sims, a bulk change, a loss report, a callback, a command.</summary>
public sealed class BaselineTests : IAsyncLifetime
{
    private static readonly string Stored = Path.Combine(AppContext.BaseDirectory, "data", "simconsole-2026-11-25.db.gz");

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"simconsole-baseline-{Guid.NewGuid():N}.db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string ConnectionString => $"Data Source={_file};Pooling=False";

    public async ValueTask InitializeAsync()
    {
        await using var packed = new GZipStream(File.OpenRead(Stored), CompressionMode.Decompress);
        await using var file = File.Create(_file);
        await packed.CopyToAsync(file, Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm", ".migrating" })
        {
            File.Delete(_file + suffix);
        }

        await Task.CompletedTask;
    }

    [Fact]
    public async Task It_is_taken_over_with_every_row()
    {
        var columns = await ReadAsync("SELECT m.name, group_concat('\"' || c.name || '\"') FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.sql LIKE 'CREATE TABLE%' AND c.name <> 'Deadline' GROUP BY 1");
        var tables = columns.Select(row => row.Split('|')).Where(row => row[0] is not ("__EFMigrationsHistory" or "__EFMigrationsLock" or "sqlite_sequence") && !row[0].StartsWith("AspNet", StringComparison.Ordinal) || row[0] == "AspNetUsers")
            .Select(row => $"SELECT '{row[0]}', {row[1]} FROM \"{row[0]}\"").ToList();
        var before = await ReadAllAsync(tables);

        await MigrateAsync();

        Assert.Equal(before, await ReadAllAsync(tables));
        Assert.Equal($"{(int)Role.Administrator}", Assert.Single(await ReadAsync("SELECT Role FROM AspNetUsers")));
        await using var db = Open();
        Assert.Equal(db.Database.GetMigrations(), await db.Database.GetAppliedMigrationsAsync(Token));
        Assert.Equal("40", Assert.Single(await ReadAsync("SELECT count(*) FROM SimSearch WHERE SimSearch MATCH '\"8988\"'")));
        await MigrateAsync();
    }

    [Fact]
    public async Task It_then_has_the_tables_of_a_new_one()
    {
        await MigrateAsync();
        var takenOver = await SchemaAsync();
        File.Delete(_file);
        await MigrateAsync();

        Assert.Equal(await SchemaAsync(), takenOver);
    }

    [Fact]
    public async Task One_that_an_older_build_left_half_way_is_refused_and_stays_as_it_is()
    {
        await ReadAsync("DELETE FROM __EFMigrationsHistory WHERE MigrationId >= '20261125041717'");
        var before = await SchemaAsync();

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(MigrateAsync);

        Assert.Contains("Start that build on it once", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SchemaAsync());
        Assert.Equal(17, (await ReadAsync("SELECT MigrationId FROM __EFMigrationsHistory")).Count);
    }

    [Fact]
    public async Task One_of_a_newer_build_is_refused_and_stays_as_it_is()
    {
        await MigrateAsync();
        await ReadAsync("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(MigrateAsync);

        Assert.Contains("newer build", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("29990101000000_Later", refusal.Message, StringComparison.Ordinal);
    }

    private async Task MigrateAsync()
    {
        await using var services = new ServiceCollection()
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager())
            .AddSingleton<IDbContextFactory<SimConsoleDb>>(new Factory(Open))
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddSingleton<DatabaseCondition>()
            .BuildServiceProvider();
        await services.MigrateAsync(Token);
    }

    private SqliteSimConsoleDb Open()
    {
        var options = new DbContextOptionsBuilder<SqliteSimConsoleDb>();
        options.UseSimConsoleSqlite(ConnectionString);
        return new SqliteSimConsoleDb(options.Options);
    }

    private async Task<List<string>> ReadAllAsync(List<string> statements)
    {
        var rows = new List<string>();
        foreach (var statement in statements)
        {
            rows.AddRange(await ReadAsync(statement));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Columns by name, since a column that was added later stands last; the rest as it was declared.</summary>
    private async Task<List<string>> SchemaAsync() => await ReadAllAsync(
    [
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '!_!_EF%' ESCAPE '!' AND m.name NOT LIKE 'sqlite_%'",
        "SELECT m.name, k.\"from\", k.\"table\", k.\"to\", k.on_delete FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table'",
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('index', 'trigger', 'view')",
    ]);

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join('|', values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    private sealed class Factory(Func<SimConsoleDb> open) : IDbContextFactory<SimConsoleDb>
    {
        public SimConsoleDb CreateDbContext() => open();
    }
}
