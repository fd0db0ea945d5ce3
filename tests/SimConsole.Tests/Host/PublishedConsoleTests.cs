using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using SimConsole.Inventory;
using SimConsole.Tests.Inventory;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>The program as a user has it: published, started from anywhere, on whatever machine.</summary>
public sealed class PublishedConsoleTests(PublishedConsole console)
{
    // TDS, packet header: the type of a pre-login packet.
    private const byte PreLogin = 0x12;

    private static readonly (string, string) WithoutIcu = ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    private static readonly (string, string) InGerman = ("LC_ALL", "de_DE.UTF-8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_SQL_Server_it_gets_as_far_as_the_server_and_says_when_that_does_not_speak()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var process = await console.StartAsync("--Database:Provider=SqlServer", $"--ConnectionStrings:SimConsole={ServerAt(server)}");
        using (var client = await server.AcceptTcpClientAsync(Token))
        {
            var first = new byte[1];
            await client.GetStream().ReadExactlyAsync(first, Token);
            Assert.Equal(PreLogin, first[0]);
        }

        server.Stop();
        await EndsWithAsync(process, "The database of ConnectionStrings:SimConsole cannot be opened: ");
    }

    [Fact]
    public async Task On_SQL_Server_without_ICU_it_says_what_to_install()
    {
        using var process = await console.StartAsync([WithoutIcu], "--Database:Provider=SqlServer", "--ConnectionStrings:SimConsole=Server=127.0.0.1");

        await EndsWithAsync(process, "Database:Provider is SqlServer, whose client needs ICU: install it");
    }

    [Fact]
    public async Task On_SQLite_it_serves_without_ICU()
    {
        using var process = await console.StartAsync([WithoutIcu], "--Urls=http://127.0.0.1:0", $"--ConnectionStrings:SimConsole={console.NewDatabase()}");

        await process.ServesAsync();
    }

    [Fact]
    public async Task A_first_start_says_what_one_needs_and_warns_of_nothing()
    {
        using var process = await console.StartAsync("--Urls=http://127.0.0.1:0", $"--ConnectionStrings:SimConsole={console.NewDatabase()}");
        await process.ServesAsync();
        await Wait.UntilAsync(() => process.Output.Contains("Programs sign in to the API as", StringComparison.Ordinal));
        Assert.DoesNotContain("warn", process.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_lists_its_components_and_their_versions()
    {
        var locked = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory)), "packages.lock.json"), Token))
            .RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Select(package => $"{package.Name} {package.Value.GetProperty("resolved").GetString()}")

            // Only the build has it.
            .Where(package => !package.StartsWith("Microsoft.AspNetCore.App.Internal.Assets ", StringComparison.Ordinal));
        var listed = JsonDocument.Parse(await console.ReadAsync("sbom.json")).RootElement.GetProperty("components").EnumerateArray()
            .Select(component => $"{component.GetProperty("name").GetString()} {component.GetProperty("version").GetString()}").ToHashSet();
        Assert.InRange(listed.Count, 50, 500);
        Assert.Empty(locked.Except(listed));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_it_writes_is_no_other_users()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        var folder = Path.Combine(Path.GetTempPath(), $"simconsole-modes-{Guid.NewGuid():N}");
        using (var process = await console.StartAsync("--Urls=http://127.0.0.1:0", $"--ConnectionStrings:SimConsole=Data Source={Path.Combine(folder, "s.db")}"))
        {
            await process.ServesAsync();
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.All(Directory.GetFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task It_writes_numbers_alike_whatever_language_the_machine_speaks()
    {
        using var process = await console.StartAsync([InGerman], "--Network:Simulated:FailureRate=1.5");

        await EndsWithAsync(process, "Network:Simulated:FailureRate is 1.5; it takes a number from 0 to 1.");
    }

    [Fact]
    public async Task Started_from_any_folder_it_finds_its_settings_and_one_database_beside_it()
    {
        var program = await console.CopyAsync();
        foreach (var name in new[] { "nightly", "hourly" })
        {
            var folder = console.NewFolder();
            using var process = PublishedConsole.StartIn(program, folder, [], "--api-key", name);
            Assert.Equal(ExitCodes.AllGood, (await process.EndsAsync()).ExitCode);
            Assert.Empty(folder.EnumerateFileSystemInfos());
        }

        Assert.True(File.Exists(Path.Combine(program.FullName, "data", "simconsole.db")));
    }

    [Fact]
    public async Task A_path_on_the_command_line_begins_where_the_person_is()
    {
        var folder = console.NewFolder();
        File.Copy(CardFiles.Delivery, Path.Combine(folder.FullName, "cards.csv"));
        using var process = PublishedConsole.StartIn(await console.CopyAsync(), folder, [], "--import", "cards.csv");

        Assert.Equal(ExitCodes.AllGood, (await process.EndsAsync()).ExitCode);
        Assert.Contains("1000 imported", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_without_a_value_does_not_take_the_next_argument_for_it()
    {
        var database = console.NewDatabase();
        using var process = await console.StartAsync("--import", CardFiles.Delivery, "--accept-rounded", $"--ConnectionStrings:SimConsole={database}");

        Assert.Equal(ExitCodes.AllGood, (await process.EndsAsync()).ExitCode);
        Assert.True(File.Exists(database["Data Source=".Length..]), "The cards went into another database.");
    }

    [Theory]
    [InlineData("There is no option --smaple. The nearest is --sample", "--smaple", "10")]
    [InlineData("There is no option --Network:Simulated:Dely. The nearest is --Network:Simulated:Delay", "--Network:Simulated:Dely=00:00:01")]
    [InlineData("There is no option --Networks:Authority. The nearest is --Network:Authority", "--Networks:Authority=OsmoHlr")]
    [InlineData("--PublicBaseUrl takes a value", "--PublicBaseUrl", "--Admin:UserName=anna")]
    [InlineData("Database:Provider is 'Oracle'; it takes Sqlite, PostgreSql or SqlServer.", "--Database:Provider=Oracle")]
    [InlineData("Database:MigrateAtStart is 'perhaps'; it takes true or false.", "--Database:MigrateAtStart=perhaps")]
    [InlineData("Network:Authority is 'Nobody'; it takes", "--Network:Authority=Nobody")]
    [InlineData("StatusChanges:Deadline is 'soon'; it takes a time", "--StatusChanges:Deadline=soon")]
    [InlineData("StatusChanges:Deadline is '30'; it takes a time", "--StatusChanges:Deadline=30")]
    [InlineData("StatusChanges:Deadline is 31.00:00:00; it takes a time from", "--StatusChanges:Deadline=31.00:00:00")]
    [InlineData("StatusChanges:BatchSize is 'many'; it takes a whole number.", "--StatusChanges:BatchSize=many")]
    [InlineData("Usage:PricePerMegabyte is '0,10'; it takes a number", "--Usage:PricePerMegabyte=0,10")]
    [InlineData("Network:SuperSim:Timeout is 'soon'; it takes a time", "--Network:Authority=SuperSim", "--Network:SuperSim:Timeout=soon")]
    [InlineData("Network:SuperSim:BaseUrl is 'nowhere'; it takes an address", "--Network:Authority=SuperSim", "--Network:SuperSim:AccountSid=AC1", "--Network:SuperSim:AuthToken=x", "--Network:SuperSim:BaseUrl=nowhere")]
    [InlineData("Network:SuperSim:Dialect is 'Vodafone'; it takes Twilio or Kore.", "--Network:SuperSim:Dialect=Vodafone")]
    [InlineData("There is no option --Network:SuperSim:Bearer any more. Set Network:SuperSim:Dialect=Kore with Network:SuperSim:ClientId and :ClientSecret instead", "--Network:SuperSim:Bearer=x")]
    [InlineData("Callbacks:AllowedPrivateNetworks holds '127.0.0.1/99'", "--Callbacks:AllowedPrivateNetworks=127.0.0.0/8, 127.0.0.1/99")]
    [InlineData("Proxy:Trusted holds '10.0.0.0/99'; it takes addresses and networks", "--Proxy:Trusted=10.0.0.5, 10.0.0.0/99")]
    [InlineData("PublicBaseUrl is 'nowhere'; it takes an address", "--PublicBaseUrl=nowhere")]
    [InlineData("Account:AuthToken is too short", "--Account:AuthToken=short")]
    [InlineData("The first person cannot be created from Admin:UserName and Admin:Password", "--Admin:Password=short")]
    [InlineData("Urls is 'nowhere', where the console cannot serve: ", "--Urls=nowhere")]
    [InlineData("ConnectionStrings:SimConsole is not a connection string: ", "--ConnectionStrings:SimConsole=nowhere")]
    [InlineData("The database of ConnectionStrings:SimConsole cannot be opened: ", "--ConnectionStrings:SimConsole=Data Source=/proc/nowhere/simconsole.db")]
    [InlineData("The database of ConnectionStrings:SimConsole cannot be opened: ", "--ConnectionStrings:SimConsole=Data Source=/proc/version")]
    public async Task What_cannot_be_configured_ends_with_2_and_one_sentence(string sentence, params string[] arguments)
    {
        using var process = await console.StartAsync([("ConnectionStrings__SimConsole", console.NewDatabase()), ("Urls", "http://127.0.0.1:0")], arguments);

        await EndsWithAsync(process, sentence);
    }

    [Fact]
    public async Task A_port_that_somebody_has_is_named()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        using var process = await console.StartAsync($"--Urls=http://{somebody.LocalEndpoint}", $"--ConnectionStrings:SimConsole={console.NewDatabase()}");

        await EndsWithAsync(process, $"Urls is 'http://{somebody.LocalEndpoint}', where the console cannot serve: ");
    }

    [Fact]
    public async Task A_key_that_the_environment_misspells_is_named()
    {
        using var process = await console.StartAsync([("StatusChanges__Deadlin", "00:01:00")], $"--ConnectionStrings:SimConsole={console.NewDatabase()}");

        await EndsWithAsync(process, "There is no key StatusChanges:Deadlin. The nearest is StatusChanges:Deadline.");
    }

    [Theory]
    [InlineData("There is no key Netwrok. The nearest is ", """{ "Netwrok": { "Authority": "OsmoHlr" } }""")]
    [InlineData("There is no key Network:Authorty. The nearest is Network:Authority.", """{ "Network": { "Authorty": "OsmoHlr" } }""")]
    [InlineData("Failed to load configuration from file '", """{ "Network": """)]
    public async Task Settings_that_cannot_be_read_are_named(string sentence, string settings)
    {
        var program = await console.CopyAsync(settings);
        using var process = PublishedConsole.StartIn(program, console.NewFolder(), []);

        await EndsWithAsync(process, sentence);
        Assert.False(Directory.Exists(Path.Combine(program.FullName, "data")), "Something was done all the same.");
    }

    [Fact]
    public async Task What_the_settings_leave_out_is_as_README_says()
    {
        var program = await console.CopyAsync("{}");
        using var process = PublishedConsole.StartIn(program, console.NewFolder(), [], "--Urls=http://127.0.0.1:0");

        await process.ServesAsync();
        Assert.True(File.Exists(Path.Combine(program.FullName, "data", "simconsole.db")));
    }

    [Fact]
    public async Task A_proxy_that_is_not_believed_is_named_once()
    {
        using var process = await console.StartAsync("--Urls=http://127.0.0.1:0", "--Proxy:Trusted=10.0.0.5", $"--ConnectionStrings:SimConsole={console.NewDatabase()}");
        using var stranger = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()) };
        stranger.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        for (var i = 0; i < 3; i++)
        {
            (await stranger.GetAsync("/sign-in", Token)).EnsureSuccessStatusCode();
        }

        await Wait.UntilAsync(() => process.Output.Contains("forwards requests", StringComparison.Ordinal));
        Assert.Single(process.Output.Split('\n'), line => line.Contains("127.0.0.1 forwards requests and is not believed, since Proxy:Trusted does not name it.", StringComparison.Ordinal));
    }

    private static string ServerAt(TcpListener server) => $"Server=127.0.0.1,{((IPEndPoint)server.LocalEndpoint).Port};User Id=sa;Password=secret;Connect Timeout=2";

    private static async Task EndsWithAsync(ConsoleProcess process, string sentence)
    {
        var (exitCode, errors) = await process.EndsAsync();
        Assert.StartsWith(sentence, Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unusable, exitCode);
    }
}
