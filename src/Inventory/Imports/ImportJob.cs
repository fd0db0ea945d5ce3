using System.Diagnostics;
using System.Globalization;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.Inventory.Imports;

/// <summary>Imports a file of cards from the command line.</summary>
public sealed class ImportJob : CommandLineJob
{
    private const string AcceptRounded = "accept-rounded";
    private const string AsPrinted = "as-printed";
    private const string AcceptMended = "accept-mended";
    private const int Chunk = 2_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public override string Name => "import";

    public override string Value => "FILE";

    public override string Help => "registers the cards of a CSV file as SIMs, says what is wrong with which line, and ends";

    public override IReadOnlyList<(string Name, string Help)> Flags { get; } =
        [
            (AcceptRounded, "takes the numbers for real that end in zeros as a spreadsheet leaves them; compare them with the cards first"),
            (AsPrinted, "takes numbers as the cards have them printed, also without a right check digit or with a hexadecimal one"),
            (AcceptMended, "puts back the zeros that IMSIs lost at their front, where the other IMSIs of the file leave one answer"),
        ];

    public override string? Fault(string value) => value.Length == 0 ? "--import takes the path of a CSV file." : null;

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        var path = run.Value;
        Result<CardFile> received;
        try
        {
            await using var stream = File.OpenRead(path);
            received = await CardFile.ReceiveAsync(stream, null, token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            received = new Refusal(ErrorCodes.Invalid, $"The file cannot be read: {exception.Message}");
        }

        if (received.Value is not { } file)
        {
            await run.Errors.WriteLineAsync($"{path}: {received.Refusal!.Message} Nothing was imported.");
            return ExitCodes.Unusable;
        }

        await using (file)
        {
            (file.AcceptsRounded, file.AcceptsAsPrinted, file.AcceptsMended) = (run.Flags.Contains(AcceptRounded), run.Flags.Contains(AsPrinted), run.Flags.Contains(AcceptMended));
            if (file.Undecided is { } undecided)
            {
                await run.Errors.WriteLineAsync($"{path}: {undecided} The page Import asks for that; here, leave one of them in the file. Nothing was imported.");
                return ExitCodes.Unusable;
            }

            if (ImportWords.ReadingOf(file) is { } reading)
            {
                await run.Output.WriteLineAsync(reading);
            }

            // While this process lives, no other goes on with its import. If it dies, a server process does.
            var heartbeat = run.Services.GetRequiredService<Heartbeat>();
            await heartbeat.StartAsync(CancellationToken.None);
            try
            {
                return await ImportAsync(file, run, token);
            }
            catch (Exception exception) when (DatabaseTrouble.Of(exception) is { } trouble)
            {
                await run.Errors.WriteLineAsync($"{path}: {trouble.Says} What had been imported by then stays. Import it again to go on.");
                return ExitCodes.Unusable;
            }
            finally
            {
                await heartbeat.StopAsync(CancellationToken.None);
            }
        }
    }

    private static async Task<int> ImportAsync(CardFile file, CommandLineRun run, CancellationToken token)
    {
        var started = Stopwatch.GetTimestamp();
        var imports = run.Services.GetRequiredService<ImportService>();
        var ordered = await imports.OrderAsync(file, new ImportOrder(CardTarget.Sims, Path.GetFileName(run.Value)), Caller.CommandLine, null, token);
        if (ordered.Value is not { } import)
        {
            await run.Errors.WriteLineAsync($"{run.Value}: {ordered.Refusal!.Message} Nothing was imported.");
            return ExitCodes.Unusable;
        }

        import = await FollowAsync(import, run.Services, token);
        await WriteReportAsync(import, run, Stopwatch.GetElapsedTime(started));
        return import.Bad + import.Duplicates > 0 || import.State == ImportState.Stopped ? ExitCodes.SomeBad : ExitCodes.AllGood;
    }

    /// <summary>Works at the import, unless a server process does, until it has ended. Stops it if the person interrupts the command.</summary>
    private static async Task<Import> FollowAsync(Import import, IServiceProvider services, CancellationToken token)
    {
        var (runner, reader) = (services.GetRequiredService<ImportRunner>(), services.GetRequiredService<ImportReader>());
        try
        {
            while (true)
            {
                await runner.RunAsync(import.Id, token);
                var now = (await reader.FindAsync(import.Sid, FleetScope.All, token))!;
                if (!now.IsOpen())
                {
                    return now;
                }

                await Task.Delay(BetweenLooks, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await services.GetRequiredService<ImportService>().StopAsync(import.Sid, Caller.CommandLine, CancellationToken.None);
            return (await reader.FindAsync(import.Sid, FleetScope.All, CancellationToken.None))!;
        }
    }

    private static async Task WriteReportAsync(Import import, CommandLineRun run, TimeSpan elapsed)
    {
        var reader = run.Services.GetRequiredService<ImportReader>();
        IReadOnlyList<ImportLine> lines = [];
        do
        {
            lines = await reader.LinesAfterAsync(import.Id, null, lines.Count == 0 ? 0 : lines[^1].Line, Chunk, CancellationToken.None);
            foreach (var line in lines.Where(line => line.Kind != CardVerdictKind.AlreadyThere))
            {
                await run.Output.WriteLineAsync($"Line {line.Line}: {line.Iccid} {line.Says}");
            }
        }
        while (lines.Count == Chunk);

        if (import.NewFleets.Length > 0)
        {
            await run.Output.WriteLineAsync($"New Fleets: {import.NewFleets.Replace("\n", ", ", StringComparison.Ordinal)}.");
        }

        await run.Output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{import.Good + import.AlreadyThere + import.Duplicates + import.Bad} lines: {import.Good} imported, {import.AlreadyThere} there already, {import.Duplicates} duplicates, {import.Bad} bad ({elapsed.TotalSeconds:0.0} s)."));
        foreach (var sentence in Advice(import))
        {
            await run.Output.WriteLineAsync(sentence);
        }
    }

    private static IEnumerable<string> Advice(Import import)
    {
        if (import is { Rounded: > 0, AcceptsRounded: false })
        {
            yield return "Where the cards themselves have the zeros of the rounded numbers, import the file again with --accept-rounded.";
        }

        if (import is { AsPrinted: > 0, AcceptsAsPrinted: false })
        {
            yield return "Where the cards themselves have numbers without a right check digit, import the file again with --as-printed.";
        }

        if (import.State == ImportState.Stopped)
        {
            yield return import.Trouble ?? "Stopped before the end. Import the file again to go on.";
        }
    }
}
