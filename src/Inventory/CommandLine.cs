using System.Diagnostics;
using System.Globalization;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Inventory.Sample;

namespace SimConsole.Inventory;

/// <summary>What the program does instead of serving, or before it, when its command line says so.</summary>
public static class CommandLine
{
    /// <summary>The exit code when everything was done.</summary>
    public const int AllGood = 0;

    /// <summary>The exit code when some lines could not be imported.</summary>
    public const int SomeBad = 1;

    /// <summary>The exit code when nothing was done: a file that is no list of cards, or an option that there is not.</summary>
    public const int Unusable = 2;

    private static readonly string[] Jobs = ["import", "api-key", "sample"];

    private const string AcceptRounded = "accept-rounded";

    private const string Usage =
        """
        Usage: SimConsole [--import FILE [--accept-rounded] | --api-key NAME | --sample COUNT] [--KEY=VALUE …]
          --import FILE     registers the cards of a CSV file as Sims, says what is wrong with which line, and ends
          --accept-rounded  takes the numbers for real that end in zeros as a spreadsheet leaves them; compare them with the cards first
          --api-key NAME    makes an API key for a program of that name, prints it and its secret, and ends
          --sample COUNT    fills an empty database with COUNT made-up Sims, and serves
          --KEY=VALUE       a key of the configuration, such as --Urls=http://localhost:5080 or --Network:Simulated:Delay=00:00:05
        """;

    /// <summary>What is read as configuration: an option without a value would be given the next argument as one.</summary>
    public static string[] WithValues(string[] args) => [.. args.Where(arg => !arg.Equals($"--{AcceptRounded}", StringComparison.OrdinalIgnoreCase))];

    /// <summary>Carries out the command line. Returns the exit code where the program is to end, null where it is to serve.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public static Task<int?> RunCommandAsync(this WebApplication app, string[] args) =>
        RunAsync(app.Services, args, Console.Out, Console.Error, app.Lifetime.ApplicationStopping);

    /// <inheritdoc cref="RunCommandAsync"/>
    public static async Task<int?> RunAsync(IServiceProvider services, string[] args, TextWriter output, TextWriter errors, CancellationToken token)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            await output.WriteLineAsync(Usage);
            return AllGood;
        }

        var (options, fault) = Parse(args, services.GetRequiredService<ConfigurationKeys>());
        if (fault is not null)
        {
            await errors.WriteLineAsync(fault);
            return Unusable;
        }

        services.CheckConfiguration();
        if (options.TryGetValue("import", out var path))
        {
            await services.MigrateAsync(token);
            return await ImportAsync(services.GetRequiredService<CardImport>(), path, options.ContainsKey(AcceptRounded), output, errors, token);
        }

        if (options.TryGetValue("api-key", out var name))
        {
            await services.MigrateAsync(token);
            return await MakeKeyAsync(services.GetRequiredService<ApiKeyService>(), name, output, errors, token);
        }

        if (options.TryGetValue("sample", out var count))
        {
            await services.MigrateAsync(token);
            await SampleAsync(services.GetRequiredService<SampleData>(), int.Parse(count, CultureInfo.InvariantCulture), output, token);
        }

        return null;
    }

    private static (Dictionary<string, string> Options, string? Fault) Parse(string[] args, ConfigurationKeys keys)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? args[i] : args[i][..equals];
            var name = key.StartsWith("--", StringComparison.Ordinal) ? key[2..] : "";
            var isJob = Jobs.Append(AcceptRounded).Contains(name, StringComparer.OrdinalIgnoreCase);

            // A section that holds nothing says nothing: whoever passes a whole configuration on names that, too.
            if (!isJob && !keys.Has(name) && !(keys.IsSection(name) && equals == args[i].Length - 1))
            {
                return (options, $"There is no option {key}. The nearest is --{keys.Nearest(key.TrimStart('-'), Jobs)}; --help names them.");
            }

            var value = equals >= 0 ? args[i][(equals + 1)..] : i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null;
            if (value is null && !isJob)
            {
                return (options, $"{key} takes a value: {key}=VALUE.");
            }

            options[name] = value ?? "";
        }

        return (options, FaultOf(options));
    }

    private static string? FaultOf(Dictionary<string, string> options) =>
        Jobs.Count(options.ContainsKey) > 1 ? "Give one of --import, --api-key and --sample, not several."
        : options.TryGetValue("import", out var path) && path.Length == 0 ? "--import takes the path of a CSV file."
        : options.TryGetValue(AcceptRounded, out var accept) && (accept.Length > 0 || !options.ContainsKey("import"))
            ? "--accept-rounded takes no value, and goes with --import FILE."
        : options.TryGetValue("sample", out var count)
            && !(int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= SampleData.MaxSims)
            ? string.Create(CultureInfo.InvariantCulture, $"--sample takes a number of Sims from 1 to {SampleData.MaxSims}.")
        : null;

    private static async Task<int> ImportAsync(CardImport import, string path, bool acceptsRounded, TextWriter output, TextWriter errors, CancellationToken token)
    {
        Result<CardFile> received;
        try
        {
            await using var stream = File.OpenRead(path);
            received = await CardFile.ReceiveAsync(stream, null, token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            received = new Refusal(20001, $"The file cannot be read: {exception.Message}");
        }

        if (received.Value is not { } file)
        {
            await errors.WriteLineAsync($"{path}: {received.Refusal!.Message} Nothing was imported.");
            return Unusable;
        }

        await using (file)
        {
            file.AcceptsRounded = acceptsRounded;
            var started = Stopwatch.GetTimestamp();
            try
            {
                var report = await import.ImportAsync(file, CardTarget.Sims, Actor.CommandLine, null, token);
                await WriteReportAsync(report, Stopwatch.GetElapsedTime(started), output);
                if (report.Rounded > 0 && !acceptsRounded)
                {
                    await output.WriteLineAsync("Where the cards themselves have the zeros of the rounded numbers, import the file again with --accept-rounded.");
                }

                return report.Bad + report.Duplicates > 0 || report.Stopped ? SomeBad : AllGood;
            }
            catch (Exception exception) when (DatabaseTrouble.Of(exception) is { } trouble)
            {
                await errors.WriteLineAsync($"{path}: {trouble.Says} What had been imported by then stays. Import it again to go on.");
                return Unusable;
            }
        }
    }

    private static async Task WriteReportAsync(CardReport report, TimeSpan elapsed, TextWriter output)
    {
        foreach (var verdict in report.Shown.Where(v => v.Kind is CardVerdictKind.Bad or CardVerdictKind.Duplicate))
        {
            await output.WriteLineAsync($"Line {verdict.Line}: {verdict.Iccid} {verdict.Says}");
        }

        if (Math.Max(report.Bad, report.Duplicates) > CardReport.MostShown)
        {
            await output.WriteLineAsync($"Only the first {CardReport.MostShown} lines of a kind are named here.");
        }

        if (report.NewFleets.Count > 0)
        {
            await output.WriteLineAsync($"New Fleets: {string.Join(", ", report.NewFleets)}.");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Lines} lines: {report.Good} imported, {report.AlreadyThere} there already, {report.Duplicates} duplicates, {report.Bad} bad ({elapsed.TotalSeconds:0.0} s)."));
        if (report.Stopped)
        {
            await output.WriteLineAsync("Stopped before the end. Import the file again to go on.");
        }
    }

    private static async Task<int> MakeKeyAsync(ApiKeyService keys, string name, TextWriter output, TextWriter errors, CancellationToken token)
    {
        var made = await keys.CreateAsync(name, Actor.CommandLine, token);
        if (made.Value is not { } key)
        {
            await errors.WriteLineAsync(made.Refusal!.Message);
            return Unusable;
        }

        await output.WriteLineAsync($"{key.Key.Sid}:{key.Secret}");
        return AllGood;
    }

    private static async Task SampleAsync(SampleData sample, int count, TextWriter output, CancellationToken token)
    {
        var started = Stopwatch.GetTimestamp();
        var added = await sample.FillAsync(count, null, token);
        await output.WriteLineAsync(added
            ? string.Create(CultureInfo.InvariantCulture, $"Added {count} made-up Sims in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.")
            : "The database is not empty, so no made-up Sims are added.");
    }
}
