using System.Diagnostics;
using SimConsole.Simulation;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests;

/// <summary>
/// Some hundred worlds in which everything goes wrong that can, each decided by its seed. A failure says what did not hold, what came before, and the line that
/// does it again. See the README beside the simulation.
/// </summary>
[Trait("Only", "Sqlite")]
public sealed class SimulationTests
{
    private const int Chunks = 4;
    private const int SeedsInChunk = 50;

    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, Chunks).Select(chunk => 1 + chunk * SeedsInChunk)];

    public static TheoryData<string> Faults =>
        [.. Directory.GetFiles(Path.Combine(Root, "tests/SimConsole.Simulation/Faults")).Select(file => Path.GetFileName(file)).Order()];

    private static string Root => ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory));

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public void Whatever_goes_wrong_what_always_holds_does(int firstSeed)
    {
        using var database = SimulationDatabase.Create();
        for (var seed = firstSeed; seed < firstSeed + SeedsInChunk; seed++)
        {
            var result = Simulation.Simulation.Run(seed, database);
            Assert.True(result.Broken is null, result.ToString());
        }
    }

    [Fact]
    public void A_seed_does_the_same_again_whatever_was_simulated_before()
    {
        using var database = SimulationDatabase.Create();
        using var another = SimulationDatabase.Create();
        for (var seed = 1_001; seed <= 1_010; seed++)
        {
            var once = Simulation.Simulation.Run(seed, database);
            var again = Simulation.Simulation.Run(seed, another);
            Assert.Equal(once.Trace, again.Trace);
            Assert.Equal(once.Digest, again.Digest);
            Simulation.Simulation.Run(1, another);
        }
    }

    /// <summary>A fault that cannot be planted any more proves nothing.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_can_still_be_planted(string patch)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", $"tests/SimConsole.Simulation/Faults/{patch}"])
        {
            WorkingDirectory = Root,
            RedirectStandardError = true,
        })!;
        var says = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(git.ExitCode == 0, $"{patch} does not apply. Make it anew against what src is now. {says}");
    }
}
