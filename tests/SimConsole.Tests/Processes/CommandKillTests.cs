using SimConsole.Commands;
using SimConsole.Sims;
using SimConsole.Tests.Callbacks;
using SimConsole.Tests.Commands;

namespace SimConsole.Tests.Processes;

/// <summary>A real process that is ended without a warning while commands are on their way.</summary>
public sealed class CommandKillTests
{
    private const int Many = 40;

    private static readonly (string, string)[] Settings =
    [
        ("Network:Simulated:Delay", "00:00:00.2"),
        ("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"),
        ("Callbacks:Timeout", "00:00:02"),
        ("Callbacks:Lease", "00:00:04"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_console_that_is_killed_again_and_again_loses_no_command_and_tells_each_step_once_and_in_order() => Rounds.PlayAsync(async () =>
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        for (var i = 0; i < Many; i++)
        {
            await console.SendAsync(sim.Sms($"number {i}", receiver.Url));
        }

        for (var kills = 0; kills < 3; kills++)
        {
            using var process = ConsoleProcess.Start(console.Database, Settings);
            await Wait.UntilAsync(() => process.Serves);
            await Task.Delay(Random.Shared.Next(100, 600), Token);
            process.Kill();
        }

        using (ConsoleProcess.Start(console.Database, Settings))
        {
            await Wait.UntilAsync(async () => (await console.Get<CommandReader>().ListBeforeAsync(new CommandFilter { Status = CommandStatus.Delivered }, null, 100, Token)).Count == Many);
            await Wait.UntilAsync(() => receiver.Got.Select(r => r.Headers["webhook-id"]).Distinct().Count() == 2 * Many);
        }

        // The same message may come twice, under its name, where a process died before it wrote down that it had come.
        Assert.All(receiver.Got.DistinctBy(r => r.Headers["webhook-id"]).GroupBy(r => r.Fields["CommandSid"]), told => Assert.Equal(["sent", "delivered"], told.Select(r => r.Status)));
    });
}
