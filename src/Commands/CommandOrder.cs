using SimConsole.Callbacks;

namespace SimConsole.Commands;

/// <summary>A command that somebody wants to send to a device.</summary>
/// <param name="Sim">SID or unique name of the Sim.</param>
/// <param name="Payload">Text, or Base64 where <paramref name="PayloadType"/> says so.</param>
/// <param name="DevicePort">The port that an IP command goes to, 1 to 65535; null for an SMS.</param>
public sealed record CommandOrder(CommandKind Kind, string Sim, string Payload, PayloadType PayloadType = PayloadType.Text, int? DevicePort = null)
{
    /// <summary>Where each change of status is reported; nowhere where null.</summary>
    public CallbackRequest? Callback { get; init; }
}

/// <summary>A command as lists show it.</summary>
public sealed record CommandRow
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required CommandKind Kind { get; init; }
    public required string SimSid { get; init; }
    public required string? SimUniqueName { get; init; }
    public required string SimIccid { get; init; }
    public required CommandDirection Direction { get; init; }
    public required CommandStatus Status { get; init; }
    public required string Payload { get; init; }
    public required PayloadType PayloadType { get; init; }
    public required int? DevicePort { get; init; }
    public required string? DeviceIp { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string RequestedBy { get; init; }
    public required string? Failure { get; init; }
}

/// <summary>Which commands are looked for; a null field is not filtered by.</summary>
public sealed record CommandFilter
{
    public CommandKind? Kind { get; init; }

    /// <summary>SID or unique name of the Sim.</summary>
    public string? Sim { get; init; }

    public string? SimIccid { get; init; }

    public CommandStatus? Status { get; init; }

    public CommandDirection? Direction { get; init; }
}
