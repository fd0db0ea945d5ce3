using SimConsole.Api;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Commands;

/// <summary><c>/v1/SmsCommands</c> and <c>/v1/IpCommands</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class CommandsApi
{
    private const string SmsKey = "sms_commands";
    private const string IpKey = "ip_commands";

    public static void MapCommands(this IEndpointRouteBuilder api)
    {
        var sms = api.MapGroup("/SmsCommands").WithTags("SupersimV1SmsCommand");
        sms.MapGet("", ListSmsAsync).WithName("ListSmsCommand").Needs(Permissions.SimsRead).WithSummary("SMS commands, newest first.").Lists<SmsCommandResource>(SmsKey).Takes(
            Text("Sim", "Only those of this SIM: its SID or unique name."),
            Word("Status", "Only those in this state.", CommandKind.Sms.Statuses().Select(s => s.Word())),
            Word("Direction", "Only those in this direction.", Enum.GetValues<CommandDirection>().Select(d => d.Word())));
        sms.MapPost("", CreateSmsAsync).WithName("CreateSmsCommand").Needs(Permissions.CommandsSend).WithSummary("Sends an SMS command to the device of a SIM.").Produces<SmsCommandResource>(StatusCodes.Status201Created).Takes(
            Text("Sim", "SID or unique name of a SIM that is ready or active.", required: true),
            Text("Payload", $"The text: {CommandPayload.SmsCharacters} characters of the GSM 7-bit alphabet, or {CommandPayload.SmsWideCharacters} where it holds any other.", required: true),
            Method("CallbackMethod", "How to call CallbackUrl; POST unless given."),
            Url("CallbackUrl", "Whom to tell of each change of its status."));
        sms.MapGet("/{Sid}", FetchSmsAsync).WithName("FetchSmsCommand").Needs(Permissions.SimsRead).WithSummary("One SMS command.").Produces<SmsCommandResource>();

        var ip = api.MapGroup("/IpCommands").WithTags("SupersimV1IpCommand");
        ip.MapGet("", ListIpAsync).WithName("ListIpCommand").Needs(Permissions.SimsRead).WithSummary("IP commands, newest first.").Lists<IpCommandResource>(IpKey).Takes(
            Text("Sim", "Only those of this SIM: its SID or unique name."),
            Text("SimIccid", "Only those of the SIM with this ICCID."),
            Word("Status", "Only those in this state.", CommandKind.Ip.Statuses().Select(s => s.Word())),
            Word("Direction", "Only those in this direction.", Enum.GetValues<CommandDirection>().Select(d => d.Word())));
        ip.MapPost("", CreateIpAsync).WithName("CreateIpCommand").Needs(Permissions.CommandsSend).WithSummary("Sends an IP command to the device of a SIM.").Produces<IpCommandResource>(StatusCodes.Status201Created).Takes(
            Text("Sim", "SID or unique name of a SIM that is ready or active.", required: true),
            Text("Payload", $"What the device gets, at most {CommandPayload.IpBytes} bytes: text, or Base64 where PayloadType says so.", required: true),
            Number("DevicePort", "The port on the device, 1 to 65535.", required: true),
            Word("PayloadType", "What Payload is; text unless given.", Enum.GetValues<PayloadType>().Select(t => t.Word())),
            Url("CallbackUrl", "Whom to tell of each change of its status."),
            Method("CallbackMethod", "How to call CallbackUrl; POST unless given."));
        ip.MapGet("/{Sid}", FetchIpAsync).WithName("FetchIpCommand").Needs(Permissions.SimsRead).WithSummary("One IP command.").Produces<IpCommandResource>();
    }

    private static Task<IResult> ListSmsAsync(HttpRequest request, ApiList list, CommandReader reader, CommandResources resources, FleetScope scope, CancellationToken token) =>
        ListAsync(request, list, reader, CommandKind.Sms, SmsKey, command => resources.OfSms(request, command), scope, token);

    private static Task<IResult> ListIpAsync(HttpRequest request, ApiList list, CommandReader reader, CommandResources resources, FleetScope scope, CancellationToken token) =>
        ListAsync(request, list, reader, CommandKind.Ip, IpKey, command => resources.OfIp(request, command), scope, token);

    private static Task<IResult> ListAsync(
        HttpRequest request, ApiList list, CommandReader reader, CommandKind kind, string key, Func<CommandRow, object> write, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, key);
        var statuses = kind.Statuses();
        var filter = new CommandFilter
        {
            Kind = kind,
            Sim = NullIfEmpty(parameters.Text("Sim")),
            SimIccid = kind == CommandKind.Ip ? NullIfEmpty(parameters.Text("SimIccid")) : null,
            Status = parameters.Choice<CommandStatus>(
                "Status", $"one of {string.Join(", ", statuses.Select(s => s.Word()))}", word => CommandWords.ParseStatus(word) is { } status && statuses.Contains(status) ? status : null),
            Direction = parameters.Choice("Direction", "to_sim or from_sim", CommandWords.ParseDirection),
        };
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                key,
                page,
                [("Sim", filter.Sim), ("SimIccid", filter.SimIccid), ("Status", filter.Status?.Word()), ("Direction", filter.Direction?.Word())],
                (before, take) => reader.ListBeforeAsync(filter, before, take, scope, token),
                (after, take) => reader.ListAfterAsync(filter, after, take, scope, token),
                command => command.Id,
                write);
    }

    private static async Task<IResult> CreateSmsAsync(HttpRequest request, Caller caller, CommandService commands, CommandResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var order = new CommandOrder(CommandKind.Sms, parameters.Text("Sim") ?? "", parameters.Text("Payload") ?? "") { Callback = parameters.Callback() };
        return await CreateAsync(parameters, order, caller, commands, command => resources.OfSms(request, command), token);
    }

    private static async Task<IResult> CreateIpAsync(HttpRequest request, Caller caller, CommandService commands, CommandResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var order = new CommandOrder(
            CommandKind.Ip,
            parameters.Text("Sim") ?? "",
            parameters.Text("Payload") ?? "",
            parameters.Choice("PayloadType", "text or binary", CommandWords.ParsePayloadType) ?? PayloadType.Text,
            parameters.Number("DevicePort"))
        {
            Callback = parameters.Callback(),
        };
        return await CreateAsync(parameters, order, caller, commands, command => resources.OfIp(request, command), token);
    }

    private static async Task<IResult> CreateAsync(
        ApiParameters parameters, CommandOrder order, Caller caller, CommandService commands, Func<CommandRow, object> write, CancellationToken token)
    {
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var sent = await commands.SendAsync(order, caller, token);
        return sent.Value is { } command ? ApiJson.Answer(write(command), StatusCodes.Status201Created) : ApiError.Of(sent.Refusal!);
    }

    private static async Task<IResult> FetchSmsAsync(string sid, HttpRequest request, CommandReader reader, CommandResources resources, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(CommandKind.Sms, sid, scope, token) is { } command ? ApiJson.Answer(resources.OfSms(request, command)) : NoSuchCommand(sid);

    private static async Task<IResult> FetchIpAsync(string sid, HttpRequest request, CommandReader reader, CommandResources resources, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(CommandKind.Ip, sid, scope, token) is { } command ? ApiJson.Answer(resources.OfIp(request, command)) : NoSuchCommand(sid);

    private static IResult NoSuchCommand(string sid) => ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no command {Cut.Short(sid)}."));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
