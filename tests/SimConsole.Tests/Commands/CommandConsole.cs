using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.Commands;

/// <summary>Steps of the tests of commands.</summary>
internal static class CommandConsole
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static CommandOrder Sms(this SimRow sim, string text = "wake up", string? callback = null) =>
        new(CommandKind.Sms, sim.Sid, text) { Callback = CommandTeller.At(callback, CallMethod.Post) };

    public static CommandOrder Ip(this SimRow sim, string text = "wake up", string? callback = null) =>
        new(CommandKind.Ip, sim.Sid, text, DevicePort: 4_242) { Callback = CommandTeller.At(callback, CallMethod.Post) };

    /// <summary>Sends a command, which must be taken.</summary>
    public static async Task<CommandRow> SendAsync(this TestConsole console, CommandOrder order)
    {
        var sent = await console.Get<CommandService>().SendAsync(order, TestConsole.Someone, Token);
        Assert.Null(sent.Refusal);
        return sent.Value!;
    }

    /// <summary>Has the device of a Sim send a command, which must be taken.</summary>
    public static async Task<CommandRow> HearAsync(this TestConsole console, SimRow sim, DeviceMessage message)
    {
        var heard = await console.Get<SimulatedDevice>().SendAsync(sim.Iccid, message, Token);
        Assert.Null(heard.Refusal);
        return heard.Value!;
    }

    /// <summary>Carries all that is due now, without moving the clock.</summary>
    public static async Task CarryAsync(this TestConsole console)
    {
        while (await console.Get<CommandWorker>().WorkOnceAsync(Token) > 0)
        {
        }
    }

    public static async Task<CommandRow> AgainAsync(this TestConsole console, CommandRow command) => (await console.Get<CommandReader>().FindAsync(command.Kind, command.Sid, FleetScope.All, Token))!;

    /// <summary>A Fleet whose devices' commands are told at this URL.</summary>
    public static async Task<Fleet> AddListeningFleetAsync(this TestConsole console, Receiver receiver, CallMethod method) => (await console.Fleets.CreateAsync(
        new FleetUpdate { UniqueName = "fleet", SmsCommandsUrl = receiver.Url, SmsCommandsMethod = method, IpCommandsUrl = receiver.Url, IpCommandsMethod = method },
        TestConsole.Someone, Token)).Value!;

    /// <summary>Gives the device of a Sim a data connection with this address for an hour.</summary>
    public static async Task ConnectAsync(this TestConsole console, SimRow sim, string address = "100.64.0.7")
    {
        await using var db = console.OpenDb();
        var now = console.Time.Now();
        db.DataSessions.Add(new() { SimId = sim.Id, StartedAt = now, EndsAt = now.AddHours(1), Address = address });
        await db.SaveChangesAsync(Token);
    }
}
