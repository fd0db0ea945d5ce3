using Microsoft.EntityFrameworkCore;
using Npgsql;
using SimConsole.Data;

namespace SimConsole.Live.Bus;

/// <summary>The database's own notifications. Source: PostgreSQL, <c>LISTEN</c> and <c>NOTIFY</c>, whose payload is shorter than 8,000 bytes.</summary>
internal sealed class PostgreSqlCarrier(IDbContextFactory<SimConsoleDb> databases, IConfiguration configuration) : IBusCarrier
{
    private const string Channel = "simconsole";

    /// <summary>In seconds: a broken connection is noticed within twice that.</summary>
    private const int KeepAlive = 5;

    public async Task SendAsync(IReadOnlyList<string> messages, CancellationToken token)
    {
        string[] payloads = [.. messages];
        await using var db = await databases.CreateDbContextAsync(token);

        // The commit does not wait for the disk: after a crash of the server, the processes look for what they missed.
        await db.Database.ExecuteSqlAsync(
            $"SELECT pg_notify({Channel}, payload) FROM (SELECT set_config('synchronous_commit', 'off', true)) AS setting, unnest({payloads}) AS payload", token);
    }

    public async Task ListenAsync(Action<string> receive, CancellationToken token)
    {
        var own = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(DataServices.ConnectionStringName)) { Pooling = false, KeepAlive = KeepAlive };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(token);
        connection.Notification += (_, notification) => receive(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(token);
        }

        while (true)
        {
            await connection.WaitAsync(token);
        }
    }
}
