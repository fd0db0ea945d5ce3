using SimConsole.Commands;
using SimConsole.Data;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>The devices on the simulated network: they receive the commands that the network lets through, and send what a person or a test has them send.</summary>
public sealed class SimulatedDevice(SimulatedNetwork network, CommandInbox inbox, TimeProvider time) : ICommandCarrier
{
    public async Task<IReadOnlyList<CarrierAnswer>> CarryAsync(IReadOnlyList<CarriedCommand> commands, CancellationToken token)
    {
        var settings = network.Settings;
        if (settings.Delay > TimeSpan.Zero)
        {
            await Task.Delay(settings.Delay, time, token);
        }

        var attachable = await network.AttachableAsync([.. commands.Select(c => c.Iccid).Distinct()], token);
        var answers = commands.Select(command => Answer(settings, command, attachable)).ToList();
        foreach (var (command, answer) in commands.Zip(answers))
        {
            if (settings.Replies && Arrived(command, answer))
            {
                await inbox.ReceiveAsync(command.Iccid, Echo(command), token);
            }
        }

        return answers;
    }

    /// <summary>The device with this SIM sends a command. Refused where the network does not let it in.</summary>
    public async Task<Result<CommandRow>> SendAsync(string iccid, DeviceMessage message, CancellationToken token)
    {
        var attached = await network.AttachAsync(iccid, token);
        return attached.Accepted ? await inbox.ReceiveAsync(iccid, message, token) : new Refusal(ErrorCodes.Invalid, $"The device could not send anything. {attached.Says}");
    }

    private CarrierAnswer Answer(SimulatedOptions settings, CarriedCommand command, IReadOnlySet<string> attachable) =>
        network.Settings.Outage ? new CarrierAnswer.TryAgain("The simulated network is down.")
        : !attachable.Contains(command.Iccid) ? new CarrierAnswer.Refused("The simulated network does not let this device attach.")
        : command is { Kind: CommandKind.Ip, DeviceIp: null } ? new CarrierAnswer.Refused("The device has no data session now. Send the command again when it has one, or send it as SMS.")
        : network.Fails(settings, $"{command.Iccid}/{command.Payload}", command.Attempt) ? new CarrierAnswer.TryAgain("The simulated network failed, as it was told to.")
        : command is { Kind: CommandKind.Sms, Sent: true } ? new CarrierAnswer.Delivered()
        : new CarrierAnswer.Sent();

    private static bool Arrived(CarriedCommand command, CarrierAnswer answer) => answer is CarrierAnswer.Delivered || (command.Kind == CommandKind.Ip && answer is CarrierAnswer.Sent);

    private static DeviceMessage Echo(CarriedCommand command) => new(
        command.Kind,
        command is { Kind: CommandKind.Ip, PayloadType: PayloadType.Text } ? CommandPayload.Binary(command.Payload) : command.Payload,
        command.DevicePort);
}
