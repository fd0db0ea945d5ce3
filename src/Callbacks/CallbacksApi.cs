using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;

namespace SimConsole.Callbacks;

/// <summary><c>/v1/Callbacks</c>: not of Super SIM, and by its conventions.</summary>
public static class CallbacksApi
{
    private const string Key = "callbacks";
    private const string DeliveriesKey = "deliveries";

    public static void MapCallbacks(this IEndpointRouteBuilder api)
    {
        var callbacks = api.MapGroup("/Callbacks");
        callbacks.MapGet("", ListAsync);
        callbacks.MapGet("/{sid}", FetchAsync);
        callbacks.MapGet("/{sid}/Deliveries", DeliveriesAsync);
        callbacks.MapPost("/{sid}/Resend", ResendAsync);
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, CallbackReader reader, AccountService account, ApiAddress address, CancellationToken token)
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
                (before, take) => reader.ListBeforeAsync(filter, before, take, token),
                (after, take) => reader.ListAfterAsync(filter, after, take, token),
                callback => callback.Id,
                callback => CallbackResource.Of(request, callback, account, address));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, CallbackReader reader, AccountService account, ApiAddress address, CancellationToken token) =>
        await reader.FindAsync(sid, token) is { } callback
            ? ApiJson.Answer(CallbackResource.Of(request, callback, account, address))
            : ApiError.Of(NoSuchCallback(sid));

    private static async Task<IResult> DeliveriesAsync(string sid, HttpRequest request, ApiList list, CallbackReader reader, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, DeliveriesKey);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        return await reader.FindAsync(sid, token) is { } callback
            ? await list.AnswerAsync(
                request,
                DeliveriesKey,
                page,
                [],
                (before, take) => reader.DeliveriesBeforeAsync(callback.Id, before, take, token),
                (after, take) => reader.DeliveriesAfterAsync(callback.Id, after, take, token),
                delivery => delivery.Id,
                delivery => DeliveryResource.Of(sid, delivery))
            : ApiError.Of(NoSuchCallback(sid));
    }

    private static async Task<IResult> ResendAsync(
        string sid, HttpRequest request, CallbackService callbacks, CallbackReader reader, AccountService account, ApiAddress address, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var message = parameters.Choice("Message", "scheduled or end", CallbackWords.ParseMessage);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var resent = await callbacks.ResendAsync(sid, message, token);
        return resent.Refusal is { } refused
            ? ApiError.Of(refused.Code == 20404 ? NoSuchCallback(sid) : refused)
            : ApiJson.Answer(CallbackResource.Of(request, (await reader.FindAsync(sid, token))!, account, address), StatusCodes.Status202Accepted);
    }

    private static Refusal NoSuchCallback(string sid) => new(20404, $"There is no callback {ApiParameters.Shown(sid)}.");
}
