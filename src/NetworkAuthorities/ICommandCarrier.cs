using SimConsole.Commands;

namespace SimConsole.NetworkAuthorities;

/// <summary>Carries commands to devices. An authority that only switches SIMs on and off has none.</summary>
public interface ICommandCarrier
{
    /// <summary>
    /// Takes each command one step further, and answers for each, in their order. A command that is carried again has the SID that it had: a process
    /// may have died before it wrote down what became of it. Throwing means that nothing is known of any of them.
    /// </summary>
    Task<IReadOnlyList<CarrierAnswer>> CarryAsync(IReadOnlyList<CarriedCommand> commands, CancellationToken token);
}

/// <summary>A command on its way to a device.</summary>
/// <param name="DeviceIp">The address that the device has now; null where it has no data connection.</param>
/// <param name="Sent">Whether the network has it already, and only the device has yet to acknowledge it.</param>
/// <param name="Attempt">1 for the first time that this command is tried.</param>
public sealed record CarriedCommand(string Sid, CommandKind Kind, string Iccid, string Payload, PayloadType PayloadType, int? DevicePort, string? DeviceIp, bool Sent, int Attempt);

/// <summary>What became of one command.</summary>
public abstract record CarrierAnswer
{
    private CarrierAnswer() { }

    /// <summary>The network has it; what the device says of it comes later.</summary>
    public sealed record Sent : CarrierAnswer;

    /// <summary>The device has acknowledged it.</summary>
    public sealed record Delivered : CarrierAnswer;

    /// <summary>It did not get there, and never will.</summary>
    public sealed record Refused(string Reason) : CarrierAnswer;

    /// <summary>It did not get there; worth another try.</summary>
    public sealed record TryAgain(string Reason) : CarrierAnswer;
}
