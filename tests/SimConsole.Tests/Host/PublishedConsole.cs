using System.Diagnostics;
using System.Globalization;
using SimConsole.Tests.Host;
using SimConsole.Tests.Processes;

[assembly: AssemblyFixture(typeof(PublishedConsole))]

namespace SimConsole.Tests.Host;

/// <summary>The console as it is published, with the runtime configuration that it has then: once for all tests that start it. Disposal deletes it.</summary>
public sealed class PublishedConsole : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simconsole-published-");
    private readonly Lazy<Task> _published;
    private int _last;

    public PublishedConsole() => _published = new(PublishAsync);

    private DirectoryInfo Program => new(Path.Combine(_folder.FullName, "program"));

    /// <summary>A new folder that is not that of the program.</summary>
    public DirectoryInfo NewFolder() =>
        Directory.CreateDirectory(Path.Combine(_folder.FullName, Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture)));

    /// <summary>The connection string of a new database.</summary>
    public string NewDatabase() => $"Data Source={Path.Combine(NewFolder().FullName, "simconsole.db")}";

    /// <summary>Starts it in an empty folder.</summary>
    internal Task<ConsoleProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>Starts it in an empty folder, with this added to the environment.</summary>
    internal async Task<ConsoleProcess> StartAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        await _published.Value;
        return StartIn(Program, NewFolder(), environment, arguments);
    }

    /// <summary>What a file of the published program holds.</summary>
    public async Task<string> ReadAsync(string file)
    {
        await _published.Value;
        return await File.ReadAllTextAsync(Path.Combine(Program.FullName, file));
    }

    /// <summary>Starts a published program.</summary>
    internal static ConsoleProcess StartIn(DirectoryInfo program, DirectoryInfo folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(program.FullName, "SimConsole.dll"), .. arguments])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return ConsoleProcess.Start(start);
    }

    /// <summary>A published program of its own, with these settings instead of those that it comes with, for a test that looks at what lies beside it.</summary>
    public async Task<DirectoryInfo> CopyAsync(string? settings = null)
    {
        await _published.Value;
        var copy = new DirectoryInfo(Path.Combine(NewFolder().FullName, "program"));
        using var link = Process.Start("cp", ["-al", Program.FullName, copy.FullName]);
        await link.WaitForExitAsync();
        var file = Path.Combine(copy.FullName, "appsettings.json");
        settings ??= await File.ReadAllTextAsync(file);
        File.Delete(file);
        await File.WriteAllTextAsync(file, settings);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Publishes what was built with the tests.</summary>
    private async Task PublishAsync()
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var project = Path.Combine(ConsoleProcess.ProjectDirectory(bin), "SimConsole.csproj");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", project, "--no-build", "-c", CultureInfo.InvariantCulture.TextInfo.ToTitleCase(bin.Name), "-o", Program.FullName, "-v", "quiet", "-nodeReuse:false"]))!;
        await publish.WaitForExitAsync();
        Assert.Equal(0, publish.ExitCode);
    }
}
