using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SimConsole.Tests.Api;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>The published program on a PostgreSQL server: that it starts, and what it says where it cannot.</summary>
[Trait("Only", "PostgreSql")]
public sealed class PostgreSqlStartTests(PublishedConsole console)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_creates_its_database_and_serves()
    {
        await using var database = Missing();
        using var process = await StartAsync(database.ConnectionString);
        using var program = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        program.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);

        using var fleet = await PostAsync(program, "/v1/Fleets", ("UniqueName", "meters"));

        Assert.Equal(HttpStatusCode.Created, fleet.StatusCode);
        Assert.Equal("Healthy", await program.GetStringAsync("/health/ready", Token));
    }

    [Theory]
    [InlineData("cannot be opened", "Host", "/nowhere")]
    [InlineData("cannot be opened", "Username", "nobody_at_all")]
    [InlineData("be read only", "Options", "-c default_transaction_read_only=on")]
    [InlineData("is not a connection string", "Colour", "blue")]
    public async Task A_server_that_cannot_be_used_ends_it_with_2_and_one_sentence(string sentence, string key, string value)
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.SkipUnless(database.Provider == "PostgreSql", "The words are those of PostgreSQL.");
        await using (var db = database.Open())
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = (SELECT max(\"MigrationId\") FROM \"__EFMigrationsHistory\")", Token);
        }

        using var process = await StartAsync($"{database.ConnectionString};{key}={value}");

        await EndsAsync(process, sentence);
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_may_not_be_created_ends_it_with_2()
    {
        await using var database = Missing();
        using var process = await StartAsync(database.ConnectionString, "--Database:MigrateAtStart=false");

        await EndsAsync(process, "cannot be opened");
    }

    [Fact]
    public async Task A_database_of_a_newer_build_ends_it_with_2_and_stays_as_it_is()
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.SkipUnless(database.Provider == "PostgreSql", "The words are those of PostgreSQL.");
        await using (var db = database.Open())
        {
            await db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0.0')", Token);
        }

        using var process = await StartAsync(database.ConnectionString);

        await EndsAsync(process, "newer build");
    }

    [Fact]
    public async Task A_server_that_lets_nobody_in_is_said_once_and_all_goes_on_by_itself()
    {
        await using var database = Missing();
        using var process = await StartAsync(database.ConnectionString);
        using var program = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        program.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);

        await LetInAsync(database, false);
        await TestDatabase.OnPostgreSqlAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(database)}'");
        await Wait.UntilAsync(async () => (await program.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable);
        using var unready = await program.GetAsync("/health/ready", Token);
        using var refused = await PostAsync(program, "/v1/Fleets", ("UniqueName", "meters"));
        await LetInAsync(database, true);
        await Wait.UntilAsync(async () => (await program.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.OK);
        using var created = await PostAsync(program, "/v1/Fleets", ("UniqueName", "meters"));

        Assert.StartsWith("Unhealthy. The database server does not answer, or refuses connections.", await unready.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Single(process.Output.Split('\n'), line => line.Contains("The database cannot be used", StringComparison.Ordinal));
        Assert.Single(process.Output.Split('\n'), line => line.Contains("The database can be written again", StringComparison.Ordinal));
        Assert.DoesNotContain("fail:", process.Output, StringComparison.Ordinal);
    }

    private static TestDatabase Missing()
    {
        var database = TestDatabase.Missing();
        Assert.SkipUnless(database.Provider == "PostgreSql", "The words are those of PostgreSQL.");
        return database;
    }

    private Task<ConsoleProcess> StartAsync(string connectionString, params string[] arguments) => console.StartAsync(
    [
        ("Urls", "http://127.0.0.1:0"), ("Database__Provider", "PostgreSql"), ("ConnectionStrings__SimConsole", connectionString),
        ("Account__Sid", ServedConsole.AccountSid), ("Account__AuthToken", ServedConsole.AuthToken),
    ], arguments);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient program, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await program.PostAsync(path, form, Token);
    }

    private static Task LetInAsync(TestDatabase database, bool lets) =>
        TestDatabase.OnPostgreSqlAsync($"ALTER DATABASE \"{NameOf(database)}\" ALLOW_CONNECTIONS {lets}");

    private static string NameOf(TestDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    private static async Task EndsAsync(ConsoleProcess process, string sentence)
    {
        var (exitCode, errors) = await process.EndsAsync();
        Assert.Contains(sentence, Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unusable, exitCode);
    }
}
