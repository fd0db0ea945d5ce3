using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Data.Sqlite;
using SimConsole.Fleets;

namespace SimConsole.Tests.Callbacks;

/// <summary>Callbacks of other things than status changes, and those from before there were any.</summary>
public sealed class SubjectTests
{
    private const string Sid = "HC00000000000000000000000000000001";

    private static readonly string[] LaterStatuses = ["sent", "delivered"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anything_with_a_sid_is_told_of_in_order_and_without_a_sim()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var request = CallbackRequest.Of(receiver.Url, CallMethod.Post).Value!;
        await using (var db = console.OpenDb())
        {
            await db.InTransactionAsync(async () =>
            {
                CallbackOutbox.AddFirst(db, CallbackSubject.SmsCommand, Sid, null, request, Fields("queued"), console.Time.Now());
                await db.SaveChangesAsync(Token);
                foreach (var status in LaterStatuses)
                {
                    Assert.True(await CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { [Sid] = Fields(status) }, console.Time.Now(), Token));
                    await db.SaveChangesAsync(Token);
                }

                Assert.False(await CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { ["HC0"] = Fields("sent") }, console.Time.Now(), Token));
            }, Token);
        }

        Assert.Equal(3, await console.DeliverAsync());
        Assert.Equal(["queued", "sent", "delivered"], receiver.Got.Select(r => r.Status));
        Assert.All(receiver.Got, r => Assert.Equal(["AccountSid", "ApiVersion", "SmsCommandSid", "Status", "Payload"], r.Body.Split('&').Select(field => field.Split('=')[0])));
        Assert.Equal("ü&\"\\ \n", receiver.Got.First().Fields["Payload"]);
        var callback = await console.OnlyCallbackAsync();
        Assert.Equal((CallbackSubject.SmsCommand, Sid, null), (callback.Subject, callback.SubjectSid, callback.SimSid));

        Assert.Null((await console.Get<CallbackService>().ResendAsync(callback.Sid, CallbackWords.ParseMessage("2"), Token)).Refusal);
        Assert.Equal(1, await console.DeliverAsync());
        Assert.Equal("sent", receiver.Got.Last().Status);
    }

    [Fact]
    public async Task A_callback_from_before_says_the_same_after_the_migration()
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.SkipUnless(database.Provider == "Sqlite", "The rows are written in the words of SQLite.");
        var file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource + "-before";
        try
        {
            var options = new DbContextOptionsBuilder<SqliteSimConsoleDb>();
            options.UseSimConsoleSqlite($"Data Source={file};Pooling=False");
            await using var db = new SqliteSimConsoleDb(options.Options);
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync("CallbacksDueByState", Token);
            await db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO Sims (Id, Sid, Iccid, UniqueName, Status, StatusChangedAt, CreatedAt, UpdatedAt, Version) VALUES (1, 'HS1', '1', 'renamed', 2, 0, 0, 0, 1);
                INSERT INTO StatusChanges (Id, SimId, Kind, FromStatus, ToStatus, MovesFleet, Priority, RequestedBy, Source, State, QueuedAt, DueAt, Deadline, Attempts)
                    VALUES (1, 1, 0, 2, 3, 0, 0, 'x', 0, 0, 0, 0, 0, 0);
                INSERT INTO Callbacks (Id, Sid, StatusChangeId, SimId, Url, Host, Method, CreatedAt, State, Waiting, DueAt, Attempts) VALUES (1, 'CB1', 1, 1, 'https://a/', 'a', 0, 0, 0, 1, 0, 0);
                INSERT INTO CallbackMessages (CallbackId, Number, Status, SimUniqueName, ErrorCode, ErrorMessage, CreatedAt, State) VALUES
                    (1, 1, 4, 'a "pump" ü', NULL, NULL, 0, 1), (1, 2, 2, NULL, 83098, 'It said "no".', 0, 0);
                INSERT INTO CallbackDeliveries (Id, CallbackId, Number, At, SentUrl, SentBody, Signature, WebhookTimestamp, WebhookSignature, LatencyMs) VALUES (1, 1, 1, 0, 'u', 'b', 's', 0, 'w', 1);
                """, Token);

            await migrator.MigrateAsync(cancellationToken: Token);

            var callback = await db.Callbacks.Include(c => c.Messages).Include(c => c.Deliveries).SingleAsync(Token);
            Assert.Equal((CallbackSubject.StatusChange, null, 1L, 1L), (callback.Subject, callback.SubjectSid, callback.StatusChangeId!.Value, callback.SimId!.Value));
            Assert.Single(callback.Deliveries);
            Assert.Equal(
                ["SimSid=HS1 SimUniqueName=a \"pump\" ü Status=scheduled", "SimSid=HS1 SimUniqueName= Status=active ErrorCode=83098 ErrorMessage=It said \"no\"."],
                callback.Messages.OrderBy(m => m.Number).Select(m => string.Join(' ', m.Fields.All.Select(field => $"{field.Key}={field.Value}"))));

            await migrator.MigrateAsync("CallbacksDueByState", Token);
            Assert.Equal("4  2 83098", await db.Database.SqlQueryRaw<string>(
                "SELECT group_concat(Status || ' ' || coalesce(ErrorCode, ''), ' ') AS Value FROM CallbackMessages").SingleAsync(Token));
        }
        finally
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                File.Delete(file + suffix);
            }
        }
    }

    private static CallbackFields Fields(string status) => CallbackFields.Of(("SmsCommandSid", Sid), ("Status", status), ("Payload", "ü&\"\\ \n"));
}
