using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.StatusChanges;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>
/// Carries commands to their devices: takes what is due, asks the carrier, writes what became of it, until nothing is due; then sleeps until woken or
/// until the next one is due. Several processes may do so on one database.
/// </summary>
public sealed partial class CommandWorker(
    CommandQueue queue,
    CommandRecorder recorder,
    CommandSignal signal,
    SessionReader sessions,
    IEnumerable<ICommandCarrier> carriers,
    TimeProvider time,
    IOptions<CommandOptions> options,
    IOptions<StatusChangeOptions> work,
    ILogger<CommandWorker> log) : BackgroundService
{
    private const string NoCarrier = "The network authority of this console switches SIMs on and off, and carries no commands.";

    // So that a command does not wait for a batch that has just gone out.
    private const int Lanes = 2;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly ICommandCarrier? _carrier = carriers.FirstOrDefault();

    /// <summary>Takes the commands that are due one step further. Returns how many they were, 0 when nothing was due.</summary>
    public async Task<int> WorkOnceAsync(CancellationToken token)
    {
        if (await queue.ClaimAsync(token) is not { } claimed)
        {
            return 0;
        }

        var now = time.Now();
        var late = claimed.Commands.Where(c => c.Deadline <= now).ToList();
        var live = await WithAddressesAsync([.. claimed.Commands.Where(c => c.Deadline > now)], token);
        var answers = live.Count == 0 ? [] : await AskAsync(claimed, live, token);
        await recorder.WriteAsync(claimed.Token, [.. late.Select(TooLate), .. live.Zip(answers, Verdict)], token);
        return claimed.Commands.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        work.Value.Work ? Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => LaneAsync(stoppingToken))) : Task.CompletedTask;

    private Task LaneAsync(CancellationToken stop)
    {
        var lane = new WorkerLane(signal, time, LogInterrupted);
        return lane.RunAsync(async token => await WorkOnceAsync(token) > 0 ? null : lane.Until(await queue.NextDueAsync(token), LongestSleep), stop);
    }

    /// <summary>An IP command travels on the data connection that its device has now.</summary>
    private async Task<List<ClaimedCommand>> WithAddressesAsync(List<ClaimedCommand> commands, CancellationToken token)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            if (commands[i].Kind == CommandKind.Ip)
            {
                commands[i] = commands[i] with { DeviceIp = (await sessions.CurrentAsync(commands[i].SimId, token))?.Address };
            }
        }

        return commands;
    }

    /// <summary>
    /// Asks the carrier, and keeps the lease until it answers, at most until the last deadline; whatever goes wrong is a reason to try again.
    /// </summary>
    private async Task<IReadOnlyList<CarrierAnswer>> AskAsync(ClaimedCommands claimed, List<ClaimedCommand> live, CancellationToken token)
    {
        if (_carrier is null)
        {
            return [.. live.Select(_ => new CarrierAnswer.Refused(NoCarrier))];
        }

        var orders = live.ConvertAll(c => new CarriedCommand(
            c.Sid, c.Kind, c.SimIccid, c.Payload, c.PayloadType, c.DevicePort, c.DeviceIp, c.Status == CommandStatus.Sent, c.Attempts));
        await using var renewal = LeaseRenewal.Start(options.Value.Lease, time, renewing => queue.RenewAsync(claimed, renewing), LogInterrupted, token);
        try
        {
            var answers = await time.AskAsync(time.PatienceUntil(live.Max(c => c.Deadline)), asking => _carrier.CarryAsync(orders, asking), token);
            return answers.Count == live.Count ? answers : throw new InvalidOperationException($"The carrier answered {answers.Count} of {live.Count} commands.");
        }
        catch (TimeoutException late)
        {
            return [.. live.Select(_ => new CarrierAnswer.TryAgain(late.Message))];
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            LogCarrierFailed(exception, live.Count);
            return [.. live.Select(_ => new CarrierAnswer.TryAgain($"The network could not be asked: {exception.Message}"))];
        }
    }

    private CommandVerdict Verdict(ClaimedCommand command, CarrierAnswer answer)
    {
        var now = time.Now();
        return answer switch
        {
            CarrierAnswer.Sent => new(command, CommandStatus.Sent, null, command.Kind == CommandKind.Sms ? now : null),
            CarrierAnswer.Delivered => new(command, CommandStatus.Delivered, null, null),
            CarrierAnswer.Refused refused => new(command, CommandStatus.Failed, Cut(refused.Reason), null),
            CarrierAnswer.TryAgain again when now < command.Deadline => new(command, command.Status, Cut(again.Reason), Earlier(now + BackOff(command.Attempts), command.Deadline)),
            CarrierAnswer.TryAgain again => TooLate(command with { Failure = again.Reason }),
            _ => throw new InvalidOperationException($"The carrier gave an answer that nobody knows: {answer}."),
        };
    }

    private static CommandVerdict TooLate(ClaimedCommand command) =>
        new(command, CommandStatus.Failed, Cut($"It did not get there in time. {command.Failure ?? "The device did not acknowledge it."}"), null);

    /// <summary>1 s, 2 s, 4 s … 5 min.</summary>
    private static TimeSpan BackOff(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, 1 << Math.Min(attempts - 1, 9)));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Cut(string text) => text.Length <= StatusChange.TextLength ? text : text[..StatusChange.TextLength];

    [LoggerMessage(Level = LogLevel.Error, Message = "Carrying commands was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network could not be asked about {Count} commands; they will be tried again")]
    private partial void LogCarrierFailed(Exception exception, int count);
}
