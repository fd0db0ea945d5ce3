using System.Diagnostics;
using System.Globalization;

namespace SimConsole.Host.Sample;

/// <summary>Fills an empty database from the command line, before the console serves.</summary>
public sealed class SampleJob : CommandLineJob
{
    /// <summary>The option, without its dashes.</summary>
    public const string Option = "sample";

    public override string Name => Option;

    public override string Value => "COUNT";

    public override string Help => "fills an empty database with COUNT made-up SIMs, and serves";

    public override string? Fault(string value) => CountOf(value) is >= 1 and <= SampleData.MaxSims
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"--sample takes a number of SIMs from 1 to {SampleData.MaxSims}.");

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        var (started, count) = (Stopwatch.GetTimestamp(), CountOf(run.Value));
        var added = await run.Services.GetRequiredService<SampleData>().FillAsync(count, null, token);
        await run.Output.WriteLineAsync(added
            ? string.Create(CultureInfo.InvariantCulture, $"Added {count} made-up SIMs in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.")
            : "The database is not empty, so no made-up SIMs are added.");
        return null;
    }

    private static int CountOf(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
