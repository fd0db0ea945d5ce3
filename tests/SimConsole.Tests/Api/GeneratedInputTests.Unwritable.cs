using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Data;
using SimConsole.Data.Sqlite;

namespace SimConsole.Tests.Api;

/// <summary>Every operation while nothing can be written: the same 503 wherever it would have written, nothing changed, reading as ever.</summary>
public sealed partial class GeneratedInputTests
{
    [Trait("Only", "Sqlite")]
    [Fact]
    public async Task On_a_full_disk_every_operation_that_writes_says_so_and_works_when_there_is_room()
    {
        _disk = SmallDisk.Mount();
        var database = await TestDatabase.CreateAsync(_disk.Folder);
        Assert.SkipUnless(database.Provider == "Sqlite", "A server has a disk of its own.");
        await StartOnAsync(database, null);
        await CannotBeWrittenAsync(
            async () =>
            {
                // What the log has room for already could still be written.
                await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
                await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Token);
                _disk.Fill();
            },
            _disk.Free,
            "The disk of the database is full.");
    }

    [Trait("Only", "Sqlite")]
    [Fact]
    public async Task On_a_database_that_can_only_be_read_every_operation_that_writes_says_so_and_works_when_it_can_be_written()
    {
        var locked = new ReadOnlySwitch();
        var database = await TestDatabase.CreateAsync();
        Assert.SkipUnless(database.Provider == "Sqlite", "A database is made read-only in the words of SQLite.");
        await StartOnAsync(database, locked);
        await CannotBeWrittenAsync(() => Task.FromResult(locked.On = true), () => locked.On = false, "The database can only be read.");
    }

    private async Task StartOnAsync(TestDatabase database, ReadOnlySwitch? locked)
    {
        await _console.DisposeAsync();
        _console = ServedConsole.StartOn(database, services =>
        {
            ServedConsole.WithoutWorkers(services);
            if (locked is not null)
            {
                services.ConfigureDbContext<SqliteSimConsoleDb>(options => options.AddInterceptors(locked));
            }
        }, ("Api:RateLimit:RequestsPerSecond", "1000000"));
    }

    private async Task CannotBeWrittenAsync(Func<Task> spoil, Action mend, string says)
    {
        var known = await KnownAsync();
        await WriteBillingPeriodsAsync();
        var served = await Document.ServedByAsync(_console);
        var requests = new BadRequests(served, (operation, name) => Known(known, operation, name));
        var good = served.Operations.Values.OrderBy(operation => operation.Id, StringComparer.Ordinal).SelectMany(requests.Good).ToList();
        var before = await DigestAsync();

        await spoil();
        var (kept, done, wrong) = (new HashSet<string>(), new HashSet<BadRequest>(), new List<string>());
        foreach (var request in good)
        {
            using var response = await SendAsync(request, Token);
            var (status, body) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
            if (request.Writes && status == 503)
            {
                JsonDocument.Parse(body).RootElement.IsError(20503, says);
                Assert.Equal(DatabaseTrouble.AskAgainAfter, response.Headers.RetryAfter?.Delta);
                kept.Add(request.Operation);
            }
            else if (request.Writes ? status >= 500 : status != 200)
            {
                wrong.Add($"{status} {body}\n  {request}");
            }
            else if (status < 300)
            {
                done.Add(request);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await DigestAsync());
        mend();
        Assert.Equal("Healthy", await _console.Anonymous.GetStringAsync("/health/ready", Token));

        // Nobody was told that something is done which changes something only now.
        var now = await DigestAsync();
        foreach (var request in good.Where(request => request.Writes))
        {
            using var response = await SendAsync(request, Token);
            var (earlier, status) = (now, (int)response.StatusCode);
            now = await DigestAsync();
            Assert.True(status < 500, $"{status} {await response.Content.ReadAsStringAsync(Token)}\n  {request}");
            Assert.True(earlier.SequenceEqual(now) || !done.Contains(request), $"It was said to be done:\n  {request}");
        }

        Assert.InRange(kept.Count, 12, served.Operations.Count);
    }

    /// <summary>Makes each connection one that can only read, in SQLite itself.</summary>
    private sealed class ReadOnlySwitch : DbConnectionInterceptor
    {
        public bool On { get; set; }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private void Set(DbConnection connection)
        {
            using var command = ((SqliteConnection)connection).CreateCommand();
            command.CommandText = $"PRAGMA query_only={(On ? 1 : 0)}";
            command.ExecuteNonQuery();
        }
    }
}
