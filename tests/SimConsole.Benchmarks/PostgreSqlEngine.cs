using System.Globalization;
using Npgsql;

namespace SimConsole.Benchmarks;

/// <summary>PostgreSQL: databases of a server that is named on the command line, or of one that runs for as long as the benchmark.</summary>
internal sealed class PostgreSqlEngine : BenchmarkEngine
{
    public const string Word = "postgresql";

    private const string Prefix = "simconsole_bench_";

    private readonly PostgreSqlServer? _own;
    private readonly string _server;

    private PostgreSqlEngine(PostgreSqlServer? own, string server) => (_own, _server) = (own, server);

    public override string Name => Word;

    /// <param name="server">The connection string of a server on which databases may be created; a server is started where it is null.</param>
    public static async Task<PostgreSqlEngine> StartAsync(string? server)
    {
        var own = server is null ? await PostgreSqlServer.StartAsync() : null;
        var engine = new PostgreSqlEngine(own, server ?? own!.ConnectionString);
        try
        {
            if (own is not null)
            {
                // Nobody else uses this server: what is there of a run is left of one that was killed.
                foreach (var left in await engine.ReadAsync($"SELECT datname FROM pg_database WHERE datname LIKE '{Prefix}run\\_%'"))
                {
                    await engine.DropAsync(left);
                }
            }

            var durability = await engine.ReadAsync(
                """
                SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
                WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_wal_size')
                """);
            Console.WriteLine($"PostgreSQL: {durability[0]}.");
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public override async Task<BenchmarkDatabase> BaseAsync(int sims) => Of(await BaseNameAsync(sims), () => ValueTask.CompletedTask);

    public override async Task<BenchmarkDatabase> CopyAsync(int sims)
    {
        var (all, copy) = (await BaseNameAsync(sims), Prefix + RunName().Replace('-', '_'));
        NpgsqlConnection.ClearAllPools();
        await DoAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{all}'");
        await DoAsync($"CREATE DATABASE {copy} TEMPLATE {all} STRATEGY file_copy");

        // Else the first run's commits wait for the copy to reach the disk.
        await DoAsync("CHECKPOINT");
        return Temporary(copy);
    }

    public override Task<BenchmarkDatabase> EmptyAsync() => Task.FromResult(Temporary(Prefix + RunName().Replace('-', '_')));

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task<string> BaseNameAsync(int sims)
    {
        var same = string.Create(CultureInfo.InvariantCulture, $"{Prefix}base_{sims}_");
        var name = string.Create(CultureInfo.InvariantCulture, $"{same}{Schema(Of("none", () => ValueTask.CompletedTask))}_{DateTime.UtcNow:yyyyMMdd}");
        var there = await ReadAsync($"SELECT datname FROM pg_database WHERE datname LIKE '{same.Replace("_", "\\_")}%'");
        if (there.Contains(name))
        {
            return name;
        }

        foreach (var old in there)
        {
            await DropAsync(old);
        }

        var made = name + "_new";
        await FillAsync(Of(made, () => ValueTask.CompletedTask), sims);
        await using (var connection = new NpgsqlConnection(ConnectionString(made)))
        {
            await connection.OpenAsync();
            await DoAsync(connection, "VACUUM ANALYZE");
        }

        NpgsqlConnection.ClearAllPools();
        await DoAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{made}'");
        await DoAsync($"ALTER DATABASE {made} RENAME TO {name}");
        return name;
    }

    private BenchmarkDatabase Temporary(string name) => Of(name, () => DropAsync(name));

    private BenchmarkDatabase Of(string name, Func<ValueTask> delete)
    {
        var connection = ConnectionString(name);
        return new("PostgreSql", connection, () => PostgreSqlFloor.Open(connection), delete);
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_server) { Database = database }.ConnectionString;

    private async ValueTask DropAsync(string name)
    {
        NpgsqlConnection.ClearAllPools();
        await DoAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private async Task DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await DoAsync(connection, sql);
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        var rows = new List<string>();
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
