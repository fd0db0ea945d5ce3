using System.Diagnostics;
using System.Globalization;
using SimConsole.Simulation;

namespace SimConsole.Benchmarks;

/// <summary>Simulates one seed, or very many, and says which of them break what always holds.</summary>
internal static class SimulateJob
{
    private const int FailuresToTell = 3;
    private const int DefaultSeeds = 1_000;

    /// <summary>Returns the exit code of the program: 1 where a seed broke something.</summary>
    public static int Run(string[] args)
    {
        if (Value(args, "--seed") is { } one)
        {
            return RunOne(one, Array.IndexOf(args, "--keep") is > 0 and var at && at + 1 < args.Length ? args[at + 1] : null);
        }

        var (count, from, first) = (Value(args, "--seeds") ?? DefaultSeeds, Value(args, "--from") ?? 1, args.Contains("--first"));
        var began = Stopwatch.GetTimestamp();
        var (next, done, simulated) = (from - 1, 0, TimeSpan.Zero);
        var broken = new List<SimulationResult>();
        var every = new Lock();
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            using var database = SimulationDatabase.Create();
            while (Interlocked.Increment(ref next) is var seed && seed < from + count && !(first && broken.Count > 0))
            {
                var result = Simulation.Simulation.Run(seed, database);
                lock (every)
                {
                    (done, simulated) = (done + 1, simulated + result.Simulated);
                    if (result.Broken is not null)
                    {
                        broken.Add(result);
                        Console.WriteLine(broken.Count > FailuresToTell ? $"Seed {seed}: {result.Broken}" : $"{result}{Environment.NewLine}");
                    }
                }
            }
        });
        var (took, worked) = (Stopwatch.GetElapsedTime(began).TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} seeds in {took:0.0} s, {done / took:0.0} a second, {done / worked:0.0} a second of one processor; ")
            + string.Create(CultureInfo.InvariantCulture, $"{simulated.TotalDays:0.00} days simulated, {simulated.TotalHours / took:0.00} hours a second."));
        foreach (var kind in broken.GroupBy(b => b.Broken!.Split(':')[1]).OrderByDescending(g => g.Count()))
        {
            Console.WriteLine($"{kind.Count()} broke:{kind.Key}, first {kind.Min(b => b.Seed)}");
        }

        return broken.Count == 0 ? 0 : 1;
    }

    private static int RunOne(int seed, string? keep)
    {
        using var database = SimulationDatabase.Create();
        var result = Simulation.Simulation.Run(seed, database);
        if (keep is not null)
        {
            database.CopyTo(keep);
        }

        foreach (var line in result.Trace)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"Seed {seed}: {result.Broken ?? "everything held"}. {result.Digest}");
        return result.Broken is null ? 0 : 1;
    }

    private static int? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
}
