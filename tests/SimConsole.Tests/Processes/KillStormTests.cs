using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.Processes;

/// <summary>
/// Several real processes on one database, with a real HLR, that are given orders of all kinds at once: while nothing goes wrong, and while processes and the
/// HLR are killed again and again.
/// </summary>
[Trait("Only", "PostgreSql")]
public sealed class KillStormTests
{
    private const int Sims = 100;

    private static readonly (string, string)[] Settings =
    [
        ("StatusChanges:BatchSize", "5"),
        ("StatusChanges:Deadline", "1.00:00:00"),
        ("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"),
        ("Callbacks:Timeout", "00:00:02"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task All_who_look_at_sims_by_whatever_process_see_one_order_of_events(int processes)
    {
        await using var installation = await Installation.StartAsync(processes, Sims, Settings);
        await using var receiver = await Receiver.StartAsync();
        await using var observers = await Observers.StartAsync(installation);
        var orders = new Orders(installation, receiver, new Random(processes));
        for (var round = 0; round < Rounds.Of(1); round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 3 * processes).Select(_ => orders.GiveAsync()));
        }

        await installation.RestAsync();
        await orders.TellAsync();
        await orders.AssertAgreedAsync(await observers.EndAsync());
        await orders.AssertAllDoneAsync();
    }

    [Fact]
    public async Task Processes_that_are_killed_again_and_again_lose_nothing_do_nothing_twice_and_leave_no_stolen_sim_on()
    {
        await using var installation = await Installation.StartAsync(processes: 2, Sims, Settings);
        await using var receiver = await Receiver.StartAsync();
        await using var observers = await Observers.StartAsync(installation);
        var orders = new Orders(installation, receiver, new Random());
        var (off, again) = (new Durations("Off after a report right after a restart"), new Durations("Off after the start of the new process"));
        for (var kill = 0; kill < Rounds.Of(3); kill++)
        {
            var given = orders.GiveAsync();
            await Task.Delay(orders.Next(200), Token);
            var trouble = orders.Next(3);
            await (trouble switch { 0 => installation.KillHlrAsync(), 1 => installation.Hlr.SignalAsync("STOP"), _ => Task.CompletedTask });
            var more = orders.GiveAsync();
            await Task.Delay(orders.Next(400), Token);
            var victim = orders.AnyProcess();
            installation.Kill(victim);
            await (trouble switch { 0 => installation.Hlr.StartAgainAsync(), 1 => installation.Hlr.SignalAsync("CONT"), _ => Task.CompletedTask });

            await again.MeasureAsync(async () =>
            {
                await installation.StartAsync(victim);
                await off.MeasureAsync(() => orders.LossAsync(() => victim, installation.UntilOffAsync));
            });
            await observers.ListenAsync(victim);
            await Task.WhenAll(given, more);
        }

        await installation.RestAsync();
        off.Tell();
        again.Tell();
        await orders.TellAsync();
        await orders.AssertAgreedAsync(await observers.EndAsync());
        await orders.AssertAllDoneAsync();
    }
}
