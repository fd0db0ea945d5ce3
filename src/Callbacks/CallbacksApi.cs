using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Callbacks;

/// <summary><c>/v1/Callbacks</c>: not part of Super SIM, but by its conventions.</summary>
public static class CallbacksApi
{
    private const string Key = "callbacks";
    private const string DeliveriesKey = "deliveries";

    public static void MapCallbacks(this IEndpointRouteBuilder api)
    {
        var callbacks = api.MapGroup("/Callbacks").WithTags("Callback");
        callbacks.MapGet("", ListAsync).WithName("ListCallback").Needs(Permissions.SimsRead).WithSummary("Callbacks, newest first.").Lists<CallbackResource>(Key).Takes(
            Text("Sim", "Only those of this SIM: its SID or unique name."),
            Text("CallbackUrl", "Only those whose URL holds this."),
            Word("State", "Only those in this state.", Enum.GetValues<CallbackState>().Select(s => s.Word())));
        callbacks.MapGet("/{Sid}", FetchAsync).WithName("FetchCallback").Needs(Permissions.SimsRead).WithSummary("One callback, with its messages.").Produces<CallbackResource>();
        callbacks.MapGet("/{Sid}/Deliveries", DeliveriesAsync).WithName("ListDelivery").Needs(Permissions.SimsRead).WithSummary("Every attempt to deliver it, newest first.").Lists<DeliveryResource>(DeliveriesKey);
        callbacks.MapPost("/{Sid}/Resend", ResendAsync).WithName("ResendCallback").Needs(Permissions.CallbacksManage).WithSummary("Delivers a message again, or all that were given up.")
            .Produces<CallbackResource>(StatusCodes.Status202Accepted).Takes(
                Text("Message", "Which message: scheduled or end of a status change, else its number."));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, CallbackReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var filter = new CallbackFilter
        {
            Sim = parameters.Text("Sim"),
            Url = parameters.Text("CallbackUrl"),
            State = parameters.Choice("State", "waiting, delivered or given-up", CallbackWords.Parse),
        };
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Sim", filter.Sim), ("CallbackUrl", filter.Url), ("State", filter.State?.Word())],
                (before, take) => reader.ListBeforeAsync(filter, before, take, scope, token),
                (after, take) => reader.ListAfterAsync(filter, after, take, scope, token),
                callback => callback.Id,
                callback => CallbackResource.Of(request, callback, account, address));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, CallbackReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(sid, scope, token) is { } callback
            ? ApiJson.Answer(CallbackResource.Of(request, callback, account, address))
            : ApiError.Of(NoSuchCallback(sid));

    private static Task<IResult> DeliveriesAsync(string sid, HttpRequest request, ApiList list, CallbackReader reader, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        DeliveriesKey,
        () => reader.FindAsync(sid, scope, token),
        NoSuchCallback(sid),
        (callback, before, take) => reader.DeliveriesBeforeAsync(callback.Id, before, take, token),
        (callback, after, take) => reader.DeliveriesAfterAsync(callback.Id, after, take, token),
        delivery => delivery.Id,
        DeliveryResource.Of);

    private static async Task<IResult> ResendAsync(
        string sid, HttpRequest request, Caller caller, CallbackService callbacks, CallbackReader reader, AccountService account, ConsoleAddress address, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var message = parameters.Choice("Message", "scheduled or end, or the number of a message", CallbackWords.ParseMessage);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var resent = await callbacks.ResendAsync(sid, message, caller, token);
        return resent.Refusal is { } refused
            ? ApiError.Of(refused.Code == ErrorCodes.NotFound ? NoSuchCallback(sid) : refused)
            : ApiJson.Answer(CallbackResource.Of(request, (await reader.FindAsync(sid, caller.Scope, token))!, account, address), StatusCodes.Status202Accepted);
    }

    private static Refusal NoSuchCallback(string sid) => new(ErrorCodes.NotFound, $"There is no callback {Cut.Short(sid)}.");
}
