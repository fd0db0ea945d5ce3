using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SimConsole.Host.Sample;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.Sims;

namespace SimConsole.Benchmarks;

/// <summary>
/// A list of cards that become Sims in their Fleets: by the command line, from the start of its process to its end, and as the page does it, which looks at all
/// lines before, and stores the file. The floor writes the rows of the same file by hand, in batches of the same size.
/// </summary>
internal static class ImportBenchmark
{
    // Beside the cards of the sample, and like theirs in the test network 001-01.
    private const string Range = "8988308000";

    public static async Task RunAsync(Options options)
    {
        var (all, cards, repeat) = (options.Number("base", 100_000), options.Number("cards", 100_000), options.Number("repeat", 3));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        using var published = await PublishedConsole.MakeAsync();
        var file = Path.Combine(published.Folder, "cards.csv");
        await File.WriteAllLinesAsync(file, Lines(cards));
        var report = new Report("import", "run", "command line s", "page s", "preview s", "floor s", "ratio");
        var runs = new List<(double CommandLine, double Page, double Preview, double Floor)>();
        for (var run = 1; run <= repeat; run++)
        {
            var commandLine = await OnCopyAsync(engine, all, cards, database => CommandLineAsync(published, database, file));
            var preview = 0.0;
            var page = await OnCopyAsync(engine, all, cards, async database =>
            {
                (preview, var seconds) = await PageAsync(database, file, cards);
                return seconds;
            });
            var floor = await OnCopyAsync(engine, all, cards, database => Task.Run(() => ImportFloor.Run(database, file, CardBatch.Size)));
            runs.Add((commandLine, page, preview, floor));
            report.Row(run, commandLine, page, preview, floor, Math.Max(commandLine, page) / floor);
        }

        var (slow, service, look, byHand) =
            (Report.Median(runs.Select(r => r.CommandLine)), Report.Median(runs.Select(r => r.Page)), Report.Median(runs.Select(r => r.Preview)), Report.Median(runs.Select(r => r.Floor)));
        report.Print(
            ("database", engine.Name),
            ("base", all),
            ("cards", cards),
            ("cards_per_second", cards / Math.Max(slow, service)),
            ("floor_per_second", cards / byHand),
            ("ratio", Math.Max(slow, service) / byHand),
            ("command_line_per_second", cards / slow),
            ("page_per_second", cards / service),
            ("preview_per_second", cards / look));
    }

    /// <summary>What they all have to leave: every card a Sim in its Fleet, with the event that registered it.</summary>
    private static async Task<double> OnCopyAsync(BenchmarkEngine engine, int all, int cards, Func<BenchmarkDatabase, Task<double>> import)
    {
        await using var database = await engine.CopyAsync(all);
        var seconds = await import(database);
        await using var console = new BenchmarkConsole(database);
        await using var db = console.OpenDb();
        var there = await db.Sims.CountAsync(s => s.Iccid.StartsWith(Range) && s.FleetId != null && s.UniqueName != null && db.SimEvents.Any(e => e.SimId == s.Id && e.Kind == SimEventKind.Registered));
        return there == cards ? seconds : throw new InvalidOperationException($"{there} of {cards} cards are SIMs.");
    }

    private static async Task<double> CommandLineAsync(PublishedConsole published, BenchmarkDatabase database, string file)
    {
        var clock = Stopwatch.StartNew();
        using var program = Process.Start(new ProcessStartInfo("dotnet", published.Program(database, "--import", file)) { WorkingDirectory = published.Folder })!;
        await program.WaitForExitAsync();
        return program.ExitCode == ExitCodes.AllGood ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException("Not all lines were imported.");
    }

    private static async Task<(double Preview, double Import)> PageAsync(BenchmarkDatabase database, string file, int cards)
    {
        await using var console = new BenchmarkConsole(database);
        var (import, imports) = (console.Get<CardImport>(), console.Get<ImportService>());
        await using var stream = File.OpenRead(file);
        await using var received = (await CardFile.ReceiveAsync(stream, null, CancellationToken.None)).Value!;
        var clock = Stopwatch.StartNew();
        var preview = await import.PreviewAsync(received, CardTarget.Sims, null, CancellationToken.None);
        var looked = clock.Elapsed;
        var ordered = (await imports.OrderAsync(received, new ImportOrder(CardTarget.Sims, "cards.csv"), BulkRun.Someone, null, CancellationToken.None)).Value!;
        await console.Get<ImportRunner>().RunAsync(ordered.Id, CancellationToken.None);
        var report = (await console.Get<ImportReader>().FindAsync(ordered.Sid, FleetScope.All, CancellationToken.None))!;
        return (preview.Good, report.Good) == (cards, cards)
            ? (looked.TotalSeconds, (clock.Elapsed - looked).TotalSeconds)
            : throw new InvalidOperationException($"Of {cards} cards {report.Good} were imported.");
    }

    /// <summary>The numbers have no zeros at their ends, which a spreadsheet could have left.</summary>
    private static IEnumerable<string> Lines(int cards) => Enumerable.Range(1, int.MaxValue)
        .Select(i => (Number: i, Iccid: string.Create(CultureInfo.InvariantCulture, $"{Range}{i:D9}")))
        .Select(card => card with { Iccid = card.Iccid + Iccid.CheckDigit(card.Iccid) })
        .Where(card => Roundings.Of(card.Iccid) == Rounding.None)
        .Take(cards)
        .Select(card => string.Create(
            CultureInfo.InvariantCulture,
            $"{card.Iccid},001017{card.Number:D9},88216{card.Number:D9},delivered-{card.Number:D9},{SampleData.FleetNames[card.Number % SampleData.FleetNames.Count]}"))
        .Prepend("iccid,imsi,msisdn,unique_name,fleet");
}
