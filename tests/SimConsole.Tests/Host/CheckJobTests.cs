using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using SimConsole.Host;
using SimConsole.Sims;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>What <c>--check</c> says, and that it changes nothing.</summary>
public sealed class CheckJobTests(PublishedConsole published)
{
    private static readonly string[] Looks =
        ["Configuration", "Database", "Disk", "Clock", "Secrets", "Network authority", "Live events", "Audit key", "Address", "Proxy"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_the_first_start_all_is_well_and_nothing_is_made()
    {
        var folder = published.NewFolder();
        using var process = await published.StartAsync([("ConnectionStrings__SimConsole", $"Data Source={Path.Combine(folder.FullName, "data", "simconsole.db")}"), ("Urls", "http://127.0.0.1:1")], "--check");

        var (exitCode, errors) = await process.EndsAsync();

        Assert.Equal((ExitCodes.AllGood, 0), (exitCode, errors.Count));
        Assert.Equal(Looks.Order(), Named(process.Output).Order());
        Assert.DoesNotContain("BAD", process.Output, StringComparison.Ordinal);
        Assert.Contains("the first start makes it", process.Output, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_wrong_key_is_said_as_at_any_start()
    {
        using var process = await published.StartAsync("--check", "--Network:Autority=Simulated");

        var (exitCode, errors) = await process.EndsAsync();

        Assert.Equal(ExitCodes.Unusable, exitCode);
        Assert.Contains("--Network:Authority", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_that_works_is_well()
    {
        await using var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        await console.SetUpAsync();
        var fleet = await console.AddFleetAsync("fleet");
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive);
        var before = await DigestAsync(console);

        var (exitCode, says) = await RunAsync(console);

        Assert.Equal(ExitCodes.AllGood, exitCode);
        Assert.Equal(before, await DigestAsync(console));
        foreach (var (look, sentence) in new[] { ("Database", "is up to date and can be written"), ("Secrets", "can be read with the present keys"), ("Clock", "It is "), ("Disk", "MB are free") })
        {
            Assert.Contains(sentence, Line(says, look), StringComparison.Ordinal);
            Assert.StartsWith("ok", Line(says, look), StringComparison.Ordinal);
        }

        Assert.StartsWith("?", Line(says, "Network authority"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_bad()
    {
        await using var console = await TestConsole.StartAsync();
        await using (var db = console.OpenDb())
        {
            await db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0.0')", Token);
        }

        var (exitCode, says) = await RunAsync(console);

        await using (var db = console.OpenDb())
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '29990101000000_Later'", Token);
        }

        Assert.Equal(ExitCodes.SomeBad, exitCode);
        Assert.Contains("newer build", Line(says, "Database"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_is_doubtful()
    {
        await using var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        await console.SetUpAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive);
        console.Time.AdjustTime(DateTimeOffset.UtcNow.AddHours(-2));

        var (exitCode, says) = await RunAsync(console);

        Assert.Equal(ExitCodes.AllGood, exitCode);
        Assert.StartsWith("?", Line(says, "Clock"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_authority_that_is_away_is_bad()
    {
        await using var console = await TestConsole.StartAsync(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:CtrlPort", "1"), ("Network:OsmoHlr:GsupPort", "1"));

        var (exitCode, says) = await RunAsync(console);

        Assert.Equal(ExitCodes.SomeBad, exitCode);
        Assert.StartsWith("BAD", Line(says, "Network authority"), StringComparison.Ordinal);
        Assert.Contains("Network:Authority", Line(says, "Network authority"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redis_server_that_is_away_is_bad()
    {
        await using var console = await TestConsole.StartAsync(("Live:Redis", "127.0.0.1:1,connectTimeout=200,connectRetry=1"));

        var (exitCode, says) = await RunAsync(console);

        Assert.Equal(ExitCodes.SomeBad, exitCode);
        Assert.StartsWith("BAD", Line(says, "Live events"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", "https://sims.example.com", "?", "open to other machines")]
    [InlineData("http://*:5080", "", "?", "open to other machines")]
    [InlineData("http://localhost:5080", "", "?", "PublicBaseUrl is not set")]
    [InlineData("http://127.0.0.1:5080;http://[::1]:5080", "http://sims.example.com", "?", "without TLS")]
    [InlineData("http://unix:/run/simconsole.sock", "https://sims.example.com", "ok", "https://sims.example.com")]
    [InlineData("https://0.0.0.0:5443", "https://sims.example.com", "ok", "a proxy on this machine")]
    public async Task Whether_passwords_can_be_read_on_the_way_is_said(string urls, string address, string state, string sentence)
    {
        await using var console = await TestConsole.StartAsync(("Urls", urls), ("PublicBaseUrl", address));

        var line = Line((await RunAsync(console)).Says, "Proxy");

        Assert.StartsWith(state, line, StringComparison.Ordinal);
        Assert.Contains(sentence, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_doubtful()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var console = await TestConsole.StartAsync(("Urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"));

        Assert.StartsWith("?", Line((await RunAsync(console)).Says, "Address"), StringComparison.Ordinal);
    }

    private static async Task<(int? ExitCode, string Says)> RunAsync(TestConsole console)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CommandLine.RunAsync(console.Get<IServiceProvider>(), ["--check"], output, errors, Token);
        Assert.Equal("", errors.ToString());
        return (exitCode, output.ToString());
    }

    private static async Task<IReadOnlyDictionary<string, string>> DigestAsync(TestConsole console)
    {
        await using var db = console.OpenDb();
        return await TableDigest.OfAsync(db, Token);
    }

    private static string Line(string says, string look) => says.Split('\n').Single(line => line.Length > 6 && line[6..].StartsWith(look, StringComparison.Ordinal));

    private static IEnumerable<string> Named(string says) => Looks.Where(look => says.Split('\n').Count(line => line.Length > 6 && line[6..].StartsWith(look, StringComparison.Ordinal)) == 1);
}
