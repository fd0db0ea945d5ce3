using System.Diagnostics;

namespace SimConsole.Tests.Processes;

/// <summary>How long something took, each time.</summary>
internal sealed class Durations(string what)
{
    private readonly List<TimeSpan> _all = [];

    /// <summary>Measures how long something takes. It is known to have taken less than <see cref="Wait.Limit"/>, however slow the machine.</summary>
    public async Task MeasureAsync(Func<Task> something)
    {
        var started = Stopwatch.GetTimestamp();
        await something();
        _all.Add(Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Writes the figures to the output of the test.</summary>
    public void Tell()
    {
        var sorted = _all.Order().ToList();
        string At(double share) => $"{sorted[(int)Math.Ceiling(share * sorted.Count) - 1].TotalSeconds:0.00} s";
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {sorted.Count} times, p50 {At(0.5)}, p95 {At(0.95)}, at most {At(1)}");
    }
}
