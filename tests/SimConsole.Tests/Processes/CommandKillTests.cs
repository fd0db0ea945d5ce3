using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Commands;
using SimConsole.Sims;
using SimConsole.Tests.Callbacks;
using SimConsole.Tests.Commands;

namespace SimConsole.Tests.Processes;

/// <summary>Real processes, on one database, that are ended without a warning while commands are on their way.</summary>
public sealed class CommandKillTests
{
    /// <summary>How many are sent before each kill.</summary>
    private const int Many = 20;

    private static readonly (string, string)[] Settings =
    [
        ("Network:Simulated:Delay", "00:00:00.2"),
        ("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"),
        ("Callbacks:Timeout", "00:00:02"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consoles_that_are_killed_again_and_again_lose_no_command_and_tell_each_step_once_and_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var all = Many * Rounds.Of(3);
        ConsoleProcess[] processes = [ConsoleProcess.Start(console.Database, Settings), ConsoleProcess.Start(console.Database, Settings)];
        try
        {
            for (var kill = 0; kill < Rounds.Of(3); kill++)
            {
                console.Time.SetUtcNow(DateTimeOffset.UtcNow);
                for (var i = 0; i < Many; i++)
                {
                    await console.SendAsync(sim.Sms($"number {i} before kill {kill}", receiver.Url));
                }

                var victim = Random.Shared.Next(processes.Length);
                await Wait.UntilAsync(() => processes[victim].Serves);
                await Task.Delay(Random.Shared.Next(100, 600), Token);
                processes[victim].Kill();
                processes[victim].Dispose();
                processes[victim] = ConsoleProcess.Start(console.Database, Settings);
            }

            await using var db = console.OpenDb();
            await Wait.UntilAsync(async () => await db.Commands.CountAsync(c => c.Status == CommandStatus.Delivered, Token) == all);
            await Wait.UntilAsync(async () => !await db.Callbacks.AnyAsync(c => c.State == CallbackState.Waiting, Token));
            Assert.Equal(all, await db.Commands.CountAsync(Token));
            Assert.Equal(2 * all, await db.CallbackMessages.CountAsync(m => m.State == CallbackState.Delivered, Token));
        }
        finally
        {
            Array.ForEach(processes, process => process.Dispose());
        }

        // The same message may come twice, under its name, where a process died before it wrote down that it had come.
        var told = receiver.Got.DistinctBy(r => r.Headers["webhook-id"]).ToLookup(r => r.Fields["CommandSid"], r => r.Status);
        Assert.Equal(all, told.Count);
        Assert.All(told, steps => Assert.Equal(["sent", "delivered"], steps));
    }
}
