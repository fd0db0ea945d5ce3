using System.Diagnostics;
using System.Globalization;
using SimConsole.Data;

namespace SimConsole.Inventory;

/// <summary>Imports a file of cards from the command line.</summary>
public sealed class ImportJob : CommandLineJob
{
    private const string AcceptRounded = "accept-rounded";
    private const string AsPrinted = "as-printed";

    public override string Name => "import";

    public override string Value => "FILE";

    public override string Help => "registers the cards of a CSV file as Sims, says what is wrong with which line, and ends";

    public override IReadOnlyList<(string Name, string Help)> Flags { get; } =
        [
            (AcceptRounded, "takes the numbers for real that end in zeros as a spreadsheet leaves them; compare them with the cards first"),
            (AsPrinted, "takes numbers as the cards have them printed, also without a right check digit or with a hexadecimal one"),
        ];

    public override string? Fault(string value) => value.Length == 0 ? "--import takes the path of a CSV file." : null;

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        var (path, acceptsRounded) = (run.Value, run.Flags.Contains(AcceptRounded));
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
            (file.AcceptsRounded, file.AcceptsAsPrinted) = (acceptsRounded, run.Flags.Contains(AsPrinted));
            await WriteReadingAsync(file, run.Output);
            var started = Stopwatch.GetTimestamp();
            try
            {
                var report = (await run.Services.GetRequiredService<CardImport>().ImportAsync(file, CardTarget.Sims, Caller.CommandLine, null, token)).Value!;
                await WriteReportAsync(report, Stopwatch.GetElapsedTime(started), run.Output);
                if (report.Rounded > 0 && !acceptsRounded)
                {
                    await run.Output.WriteLineAsync("Where the cards themselves have the zeros of the rounded numbers, import the file again with --accept-rounded.");
                }

                if (report.AsPrinted > 0 && !file.AcceptsAsPrinted)
                {
                    await run.Output.WriteLineAsync("Where the cards themselves have numbers without a right check digit, import the file again with --as-printed.");
                }

                return report.Bad + report.Duplicates > 0 || report.Stopped ? ExitCodes.SomeBad : ExitCodes.AllGood;
            }
            catch (Exception exception) when (DatabaseTrouble.Of(exception) is { } trouble)
            {
                await run.Errors.WriteLineAsync($"{path}: {trouble.Says} What had been imported by then stays. Import it again to go on.");
                return ExitCodes.Unusable;
            }
        }
    }

    /// <summary>How the file was read, and what of it is left out.</summary>
    private static async Task WriteReadingAsync(CardFile file, TextWriter output)
    {
        if (file.Says is { } says)
        {
            await output.WriteLineAsync(says);
        }

        string[] left = [.. file.Mapping.Where(column => column.GoesTo is null).Select(column => column.Heading)];
        if (left.Length > 0)
        {
            await output.WriteLineAsync($"Columns that are left out: {string.Join(", ", left)}.");
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
}
