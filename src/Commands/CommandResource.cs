using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;

namespace SimConsole.Commands;

/// <summary>An SMS command as the API shows it. Source: the Super SIM contract, <c>supersim.v1.sms_command</c>.</summary>
public sealed record SmsCommandResource(
    string Sid,
    string AccountSid,
    string SimSid,
    string Payload,
    [property: AllowedValues("queued", "sent", "delivered", "received", "failed")] string Status,
    [property: AllowedValues("to_sim", "from_sim")] string Direction,
    string DateCreated,
    string DateUpdated,
    string Url);

/// <summary>An IP command as the API shows it. Source: the Super SIM contract, <c>supersim.v1.ip_command</c>.</summary>
/// <param name="DeviceIp">Null until it is sent.</param>
public sealed record IpCommandResource(
    string Sid,
    string AccountSid,
    string SimSid,
    string SimIccid,
    [property: AllowedValues("queued", "sent", "received", "failed")] string Status,
    [property: AllowedValues("to_sim", "from_sim")] string Direction,
    string? DeviceIp,
    int DevicePort,
    [property: AllowedValues("text", "binary")] string PayloadType,
    string Payload,
    string DateCreated,
    string DateUpdated,
    string Url);

/// <summary>Turns rows into what the API shows.</summary>
public sealed class CommandResources(AccountService account, ConsoleAddress address)
{
    public SmsCommandResource OfSms(HttpRequest request, CommandRow command) => new(
        command.Sid,
        account.Sid,
        command.SimSid,
        command.Payload,
        command.Status.Word(),
        command.Direction.Word(),
        ApiJson.Time(command.CreatedAt),
        ApiJson.Time(command.UpdatedAt),
        address.Of(request, $"{ConsoleAddress.ApiRoot}/SmsCommands/{command.Sid}"));

    public IpCommandResource OfIp(HttpRequest request, CommandRow command) => new(
        command.Sid,
        account.Sid,
        command.SimSid,
        command.SimIccid,
        command.Status.Word(),
        command.Direction.Word(),
        command.DeviceIp,
        command.DevicePort ?? 0,
        command.PayloadType.Word(),
        command.Payload,
        ApiJson.Time(command.CreatedAt),
        ApiJson.Time(command.UpdatedAt),
        address.Of(request, $"{ConsoleAddress.ApiRoot}/IpCommands/{command.Sid}"));
}
