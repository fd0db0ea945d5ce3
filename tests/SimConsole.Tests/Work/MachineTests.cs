using System.Diagnostics;
using System.Globalization;
using SimConsole.Work;

namespace SimConsole.Tests.Work;

public sealed class MachineTests
{
    private readonly Machine _machine = new();

    public MachineTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells of the processes of a machine.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void This_process_has_not_ended() => Assert.False(_machine.HasEnded(_machine.Here!));

    [Fact]
    public async Task A_process_has_ended_when_it_is_killed_and_not_while_it_stands_still()
    {
        using var process = Process.Start("sleep", "600");
        var place = PlaceOf(process.Id);
        Assert.False(_machine.HasEnded(place));

        await SignalAsync("STOP", process.Id);
        Assert.False(_machine.HasEnded(place));

        process.Kill();
        await process.WaitForExitAsync(Token);
        Assert.True(_machine.HasEnded(place));
    }

    [Fact]
    public void A_process_whose_number_another_one_has_by_now_has_ended() => Assert.True(_machine.HasEnded(Machine.Place(Environment.ProcessId, "1")));

    [Fact]
    public async Task A_process_that_nobody_has_buried_has_ended()
    {
        // The shell tells the number of its child, and becomes a program that buries nobody.
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 600 & echo $!; exec sleep 600"]) { RedirectStandardOutput = true })!;
        var child = int.Parse((await parent.StandardOutput.ReadLineAsync(Token))!, CultureInfo.InvariantCulture);
        var place = PlaceOf(child);
        Assert.False(_machine.HasEnded(place));
        await Wait.UntilAsync(() => File.ReadAllText($"/proc/{parent.Id}/comm") == "sleep\n");

        await SignalAsync("KILL", child);

        await Wait.UntilAsync(() => Machine.Read(child) is { IsOver: true });
        Assert.True(_machine.HasEnded(place));
        parent.Kill();
    }

    [Fact]
    public void A_process_of_somebody_else_that_runs_has_not_ended() => Assert.False(_machine.HasEnded(PlaceOf(1)));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("somebody")]
    public void What_is_no_number_of_a_process_has_not_ended(string number) =>
        Assert.False(_machine.HasEnded(string.Join(' ', _machine.Here!.Split(' ')[0], number, "1")));

    private static string PlaceOf(int pid) => Machine.Place(pid, Machine.Read(pid)!.Value.Started);

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }
}
