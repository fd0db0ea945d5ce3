using System.Globalization;
using SimConsole.Callbacks;
using SimConsole.Data;

namespace SimConsole.Commands;

/// <summary>A command as a callback reports it.</summary>
public sealed record ToldCommand
{
    public required string Sid { get; init; }
    public required CommandKind Kind { get; init; }
    public required long SimId { get; init; }
    public required string SimSid { get; init; }
    public required string? SimUniqueName { get; init; }
    public required string SimIccid { get; init; }
    public required CommandDirection Direction { get; init; }
    public required CommandStatus Status { get; init; }
    public required string Payload { get; init; }
    public required PayloadType PayloadType { get; init; }
    public required int? DevicePort { get; init; }
    public required string? DeviceIp { get; init; }
    public required string? Failure { get; init; }
}

/// <summary>Writes the callbacks of commands, in the transaction of the event that they report.</summary>
public static class CommandTeller
{
    /// <summary>A command did not get to its device. Ours: Super SIM documents none.</summary>
    public const int NotDelivered = ErrorCodes.CommandNotDelivered;

    /// <summary>Adds the first callback of a command. The caller saves.</summary>
    public static void AddFirst(SimConsoleDb db, ToldCommand command, CallbackRequest request, DateTimeOffset now) => CallbackOutbox.AddFirst(
        db, command.Kind == CommandKind.Sms ? CallbackSubject.SmsCommand : CallbackSubject.IpCommand, command.Sid, command.SimId, request, Fields(command), now);

    /// <summary>Adds the later callbacks of commands that have had one. The caller saves.</summary>
    public static Task<bool> AddNextAsync(SimConsoleDb db, IEnumerable<ToldCommand> commands, DateTimeOffset now, CancellationToken token) =>
        CallbackOutbox.AddNextAsync(db, commands.ToDictionary(command => command.Sid, Fields), now, token);

    /// <summary>The receiver at this URL; null where it cannot be called.</summary>
    public static CallbackRequest? At(string? url, CallMethod method) => url is null ? null : CallbackRequest.Of(url, method).Value;

    private static CallbackFields Fields(ToldCommand command)
    {
        (string, string?)[] common =
        [
            ("SimSid", command.SimSid),
            ("SimUniqueName", command.SimUniqueName),
            ("CommandSid", command.Sid),
            (CallbackFields.StatusName, command.Status.Word()),
            ("Direction", command.Direction.Word()),
            ("Payload", command.Payload),
        ];
        var fields = CallbackFields.Of(command.Kind == CommandKind.Sms ? common :
        [
            .. common,
            ("PayloadType", command.PayloadType.Word()),
            ("SimIccid", command.SimIccid),
            ("DeviceIp", command.DeviceIp),
            ("DevicePort", command.DevicePort?.ToString(CultureInfo.InvariantCulture)),
        ]);
        return command.Status == CommandStatus.Failed ? fields.WithError(NotDelivered, command.Failure) : fields;
    }
}
