using SimConsole.Accounts;
using SimConsole.Host;
using SimConsole.Sims;
using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Host;

public sealed class CommandLineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Importing_a_good_file_ends_with_0_and_says_what_it_did()
    {
        await using var console = await TestConsole.StartAsync();

        var (exitCode, said, _) = await RunAsync(console, "--import", CardFiles.Delivery);

        Assert.Equal(ExitCodes.AllGood, exitCode);
        Assert.Contains("1000 lines: 1000 imported, 0 there already, 0 duplicates, 0 bad", said, StringComparison.Ordinal);
        Assert.Contains("New Fleets: cold-chain-eu, meters-berlin, meters-hamburg, trackers-us.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Importing_a_file_with_a_bad_line_ends_with_1_and_names_the_line()
    {
        await using var console = await TestConsole.StartAsync();
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, $"iccid\n{CardFiles.IccidOf(1)}\n123\n", Token);

            var (exitCode, said, _) = await RunAsync(console, $"--import={path}");

            Assert.Equal(ExitCodes.SomeBad, exitCode);
            Assert.Contains("Line 3: 123 An ICCID has 19 or 20 digits; this has 3.", said, StringComparison.Ordinal);
            Assert.Equal(1, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Rounded_numbers_are_imported_only_where_the_command_line_says_that_they_are_real()
    {
        await using var console = await TestConsole.StartAsync();
        var path = Path.Combine(AppContext.BaseDirectory, "data", "rounded.csv");

        var (kept, named, _) = await RunAsync(console, "--import", path);
        Assert.Equal((ExitCodes.SomeBad, 1), (kept, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token)));
        Assert.Contains("--accept-rounded", named, StringComparison.Ordinal);

        var (_, said, _) = await RunAsync(console, "--import", path, "--accept-rounded");
        Assert.Contains("7 lines: 2 imported, 1 there already, 2 duplicates, 2 bad", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_made_from_the_command_line_signs_in_with_what_was_printed()
    {
        await using var console = await TestConsole.StartAsync();

        var (exitCode, said, _) = await RunAsync(console, "--api-key", "nightly job");

        Assert.Equal(ExitCodes.AllGood, exitCode);
        var credentials = said.Trim().Split(':');
        Assert.Equal(PermissionSets.ForPrograms, (await console.Get<ApiKeyService>().SignInAsync(credentials[0], credentials[1], null, Token)).Value?.Permissions);
    }

    [Theory]
    [InlineData("There is no option --smaple.", "--smaple", "10")]
    [InlineData("There is no option import.", "import", "x.csv")]
    [InlineData("--import takes the path of a CSV file.", "--import")]
    [InlineData("An API key needs a name", "--api-key")]
    [InlineData("--sample takes a number of SIMs from 1 to 10000000.", "--sample", "many")]
    [InlineData("--sample takes a number of SIMs from 1 to 10000000.", "--sample", "0")]
    [InlineData("Give one of --import, --reset-person, --verify-audit, --archive-audit, --api-key, --backup, --restore, --restored, --check, --rotate-keys and --sample, not several.", "--sample", "1", "--import", "x.csv")]
    [InlineData("--verify-audit takes no value.", "--verify-audit=all")]
    [InlineData("--accept-rounded takes no value, and goes with --import FILE.", "--accept-rounded")]
    [InlineData("--accept-rounded takes no value, and goes with --import FILE.", "--accept-rounded", "x.csv")]
    [InlineData("--accept-rounded takes no value, and goes with --import FILE.", "--import", "x.csv", "--accept-rounded=no")]
    [InlineData("/no/such/file.csv: The file cannot be read:", "--import", "/no/such/file.csv")]
    [InlineData("/tmp: The file cannot be read:", "--import", "/tmp")]
    public async Task What_cannot_be_done_ends_with_2_and_a_sentence(string sentence, params string[] args)
    {
        await using var console = await TestConsole.StartAsync();

        var (exitCode, _, errors) = await RunAsync(console, args);

        Assert.Equal(ExitCodes.Unusable, exitCode);
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(0, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
    }

    [Fact]
    public async Task The_sample_is_added_once_and_the_console_serves_both_times()
    {
        await using var console = await TestConsole.StartAsync();

        var (first, added, _) = await RunAsync(console, "--sample", "20", "--urls", "http://127.0.0.1:5632", "--Network:Simulated:Delay=00:00:01");
        var (second, refused, _) = await RunAsync(console, "--sample=20");

        Assert.Null(first);
        Assert.StartsWith("Added 20 made-up SIMs", added, StringComparison.Ordinal);
        Assert.Null(second);
        Assert.StartsWith("The database is not empty, so no made-up SIMs are added.", refused, StringComparison.Ordinal);
        Assert.Equal(20, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
    }

    [Fact]
    public async Task Keys_of_the_configuration_are_left_to_the_configuration()
    {
        await using var console = await TestConsole.StartAsync();

        var (exitCode, said, errors) = await RunAsync(console, "--environment=Development", "--ConnectionStrings:SimConsole", "Data Source=x.db", "--StatusChanges:Work=false");

        Assert.Equal((null, "", ""), (exitCode, said, errors));
    }

    private static async Task<(int? ExitCode, string Said, string Errors)> RunAsync(TestConsole console, params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CommandLine.RunAsync(console.Get<IServiceProvider>(), args, output, errors, Token);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
