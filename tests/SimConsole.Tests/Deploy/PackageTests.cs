using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SimConsole.Tests.Host;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Deploy;

/// <summary>The package of Debian that <c>deploy/build.sh</c> makes of the published program, taken apart: this machine is not to be changed by it.</summary>
public sealed partial class PackageTests(PublishedConsole published)
{
    private static readonly DirectoryInfo Root = new(ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Debian_finds_nothing_wrong_with_it_and_what_it_installs_serves()
    {
        NeedsProgram("dpkg-deb", "dpkg");
        var (package, installed) = await BuildAsync();

        var control = await RunAsync("dpkg-deb", "--field", package, "Package", "Version", "Architecture", "Depends");
        Assert.Contains("Package: simconsole", control, StringComparison.Ordinal);
        Assert.Contains($"Version: {typeof(Program).Assembly.GetName().Version!.ToString(3)}", control, StringComparison.Ordinal);

        await ServesAsync(installed);
        await TrustsItsUnitAsync(installed);
        foreach (var script in new[] { "usr/sbin/simconsole", "DEBIAN/postinst", "DEBIAN/prerm", "DEBIAN/postrm" })
        {
            await RunAsync("sh", "-n", Path.Combine(installed.FullName, script));
        }

        NeedsProgram("lintian", "lintian");
        await RunAsync("lintian", "--allow-root", "--fail-on", "error,warning", package);
    }

    [Fact]
    public async Task Every_key_of_its_configuration_is_one()
    {
        await using var console = await TestConsole.StartAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(Root.FullName, "deploy", "debian", "simconsole.conf"), Token);

        var keys = lines.Select(line => Assignment().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.True(console.Get<ConfigurationKeys>().Has(key), $"{key} is no key."));
    }

    /// <summary>Builds the package of the published program, and takes it apart.</summary>
    private async Task<(string Package, DirectoryInfo Installed)> BuildAsync()
    {
        var program = await published.CopyAsync();

        // Published for one kind of machine, as the script does by itself, it has the libraries of that alone.
        var own = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        foreach (var other in new DirectoryInfo(Path.Combine(program.FullName, "runtimes")).EnumerateDirectories().Where(folder => folder.Name != own && folder.Name != "unix"))
        {
            other.Delete(recursive: true);
        }

        var folder = published.NewFolder();
        var start = new ProcessStartInfo(Path.Combine(Root.FullName, "deploy", "build.sh"), [program.FullName]);
        start.Environment["SIMCONSOLE_OUT"] = folder.FullName;
        var package = (await RunAsync(start)).Trim();
        var installed = Directory.CreateDirectory(Path.Combine(folder.FullName, "root"));
        await RunAsync("dpkg-deb", "--raw-extract", package, installed.FullName);
        return (package, installed);
    }

    /// <summary>Starts what is installed with the configuration that is, where this test has its folders, and asks whether it is ready.</summary>
    private static async Task ServesAsync(DirectoryInfo installed)
    {
        var state = Directory.CreateDirectory(Path.Combine(installed.FullName, "var", "lib", "simconsole"));
        var start = new ProcessStartInfo(Path.Combine(installed.FullName, "usr", "lib", "simconsole", "SimConsole"))
        {
            WorkingDirectory = state.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(installed.FullName, "etc", "simconsole", "simconsole.conf"), Token))
        {
            if (Assignment().Match(line) is { Success: true } match && !line.StartsWith('#'))
            {
                start.Environment[match.Groups[1].Value] = match.Groups[2].Value.Trim('"').Replace("/var/lib/simconsole", state.FullName, StringComparison.Ordinal);
            }
        }

        start.Environment["Urls"] = "http://127.0.0.1:0";
        using var process = ConsoleProcess.Start(start);
        using var client = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Superset(new HashSet<string> { "audit.key", "simconsole.db" }, state.EnumerateFiles().Select(file => file.Name).ToHashSet());
        Assert.Equal(0, await process.StopAsync(Token));
    }

    /// <summary>That systemd takes the unit, and finds that it may do little beside its work.</summary>
    private static async Task TrustsItsUnitAsync(DirectoryInfo installed)
    {
        NeedsProgram("systemd-analyze", "systemd");
        var unit = Path.Combine(installed.FullName, "lib", "systemd", "system", "simconsole.service");
        var text = await File.ReadAllTextAsync(unit, Token);
        var here = Path.Combine(installed.FullName, "simconsole.service");
        await File.WriteAllTextAsync(here, text.Replace("/usr/lib/simconsole/", $"{installed.FullName}/usr/lib/simconsole/", StringComparison.Ordinal), Token);
        await RunAsync("systemd-analyze", "verify", "--man=no", here);
        var exposure = Exposure().Match(await RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", here)).Groups[1].Value;
        Assert.InRange(double.Parse(exposure, CultureInfo.InvariantCulture), 0, 2);
    }

    private static void NeedsProgram(string program, string package) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed: 'sudo apt-get install {package}'.");

    private static Task<string> RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }

    [GeneratedRegex(@"^#?([A-Z][A-Za-z_]+)=(.*)$")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();
}
