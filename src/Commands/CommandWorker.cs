using Microsoft.Extensions.Options;
using SimConsole.NetworkAuthorities;
using SimConsole.StatusChanges;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>Carries commands to their devices.</summary>
public sealed class CommandWorker(
    CommandQueue queue,
    CommandRecorder recorder,
    SessionReader sessions,
    IEnumerable<ICommandCarrier> carriers,
    TimeProvider time,
    IOptions<StatusChangeOptions> work,
    ILogger<CommandWorker> log) : DueWorker<Command, ClaimedCommand>(queue, "commands", time, log)
{
    /// <summary>How long a command that was not delivered waits for the next attempt.</summary>
    internal static readonly BackOff Wait = new(TimeSpan.FromMinutes(5));

    private const string NoCarrier = "The network authority of this console switches SIMs on and off, and carries no commands.";

    private readonly ICommandCarrier? _carrier = carriers.FirstOrDefault();

    protected override bool Works => work.Value.Work;

    // More than one lane, so that a command does not wait for a batch that has just been sent.
    protected override int Lanes => 2;

    protected override TimeSpan LongestSleep => TimeSpan.FromSeconds(2);

    protected override string Operation => "carry";

    protected override string Asked => "The network";

    protected override async Task WorkAsync(
        Claimed<ClaimedCommand> claimed, IReadOnlyList<ClaimedCommand> late, IReadOnlyList<ClaimedCommand> live, CancellationToken token)
    {
        var ready = await WithAddressesAsync(live, token);
        var answers = await CarryAsync(claimed, ready, token);
        await recorder.WriteAsync(claimed.Token, [.. late.Select(c => TooLate(c)), .. ready.Zip(answers, (c, answer) => Verdict(claimed, c, answer))], token);
    }

    /// <summary>An IP command travels on the data connection that its device has now.</summary>
    private async Task<List<ClaimedCommand>> WithAddressesAsync(IEnumerable<ClaimedCommand> commands, CancellationToken token)
    {
        var ready = new List<ClaimedCommand>();
        foreach (var command in commands)
        {
            ready.Add(command.Kind == CommandKind.Sms ? command : command with { DeviceIp = (await sessions.CurrentAsync(command.SimId, token))?.Address });
        }

        return ready;
    }

    private Task<IReadOnlyList<CarrierAnswer>> CarryAsync(Claimed<ClaimedCommand> claimed, List<ClaimedCommand> live, CancellationToken token)
    {
        if (_carrier is null)
        {
            return Task.FromResult<IReadOnlyList<CarrierAnswer>>([.. live.Select(_ => new CarrierAnswer.Refused(NoCarrier))]);
        }

        var orders = live.ConvertAll(c => new CarriedCommand(
            c.Sid, c.Kind, c.SimIccid, c.Payload, c.PayloadType, c.DevicePort, c.DeviceIp, c.Status == CommandStatus.Sent, c.Attempts));
        return AskAsync<CarrierAnswer>(claimed, live, asking => _carrier.CarryAsync(orders, asking), reason => new CarrierAnswer.TryAgain(reason), token);
    }

    private CommandVerdict Verdict(Claimed<ClaimedCommand> claimed, ClaimedCommand command, CarrierAnswer answer) => answer switch
    {
        CarrierAnswer.Sent => new(command, CommandStatus.Sent, null, command.Kind == CommandKind.Sms ? default(NextAttempt) : null),
        CarrierAnswer.Delivered => new(command, CommandStatus.Delivered, null, null),
        CarrierAnswer.Refused refused => new(command, CommandStatus.Failed, refused.Reason.CutTo(Command.TextLength), null),
        CarrierAnswer.TryAgain again when After(claimed, command, Wait) is { } next =>
            new(command, command.Status, again.Reason.CutTo(Command.TextLength), next),
        CarrierAnswer.TryAgain again => TooLate(command, again.Reason),
        _ => throw new InvalidOperationException($"The carrier gave an unknown answer: {answer}."),
    };

    private static CommandVerdict TooLate(ClaimedCommand command, string? why = null) => new(
        command, CommandStatus.Failed, command.TooLate("It was not delivered in time.", why ?? command.Failure ?? "The device did not acknowledge it."), null);
}
