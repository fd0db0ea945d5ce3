using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Sims;

namespace SimConsole.Callbacks;

/// <summary>A callback as the API shows it.</summary>
/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>given-up</c>.</param>
/// <param name="Attempts">All attempts of all messages.</param>
/// <param name="DateNextAttempt">When the next attempt is due; null when nothing waits.</param>
public sealed record CallbackResource(
    string Sid,
    string AccountSid,
    string SimSid,
    string CallbackUrl,
    string CallbackMethod,
    string State,
    int Attempts,
    string? DateNextAttempt,
    IReadOnlyList<CallbackMessageResource> Messages,
    string DateCreated,
    string Url,
    CallbackLinks Links)
{
    public static CallbackResource Of(HttpRequest request, CallbackSummary callback, AccountService account, ApiAddress address)
    {
        var url = address.Of(request, $"{ApiServices.Root}/Callbacks/{callback.Sid}");
        return new CallbackResource(
            callback.Sid,
            account.Sid,
            callback.SimSid,
            callback.Url,
            callback.Method.Word(),
            callback.State.Word(),
            callback.Attempts,
            callback.State == CallbackState.Waiting ? ApiJson.Time(callback.DueAt) : null,
            [.. callback.Messages.Select(CallbackMessageResource.Of)],
            ApiJson.Time(callback.CreatedAt),
            url,
            new CallbackLinks($"{url}/Deliveries", $"{url}/Resend"));
    }
}

/// <summary>Where a callback's deliveries are, and where it is resent.</summary>
public sealed record CallbackLinks(string Deliveries, string Resend);

/// <summary>One message of a callback as the API shows it.</summary>
/// <param name="Message"><c>scheduled</c> or <c>end</c>.</param>
/// <param name="Status">The Sim's status as it is told.</param>
public sealed record CallbackMessageResource(
    string Message, string Status, string? SimUniqueName, int? ErrorCode, string? ErrorMessage, string State, string DateCreated, string? DateSettled)
{
    public static CallbackMessageResource Of(CallbackMessage message) => new(
        CallbackWords.MessageWord(message.Number),
        message.Status.Word(),
        message.SimUniqueName,
        message.ErrorCode,
        message.ErrorMessage,
        message.State.Word(),
        ApiJson.Time(message.CreatedAt),
        message.SettledAt is { } settled ? ApiJson.Time(settled) : null);
}

/// <summary>One attempt as the API shows it: what was sent, and what came back.</summary>
public sealed record DeliveryResource(
    string CallbackSid,
    string Message,
    string WebhookId,
    long WebhookTimestamp,
    string WebhookSignature,
    string Signature,
    string SentUrl,
    string SentBody,
    int? StatusCode,
    string? Answer,
    string? Error,
    int LatencyMs,
    string DateCreated,
    string? DateNextAttempt)
{
    public static DeliveryResource Of(string sid, Delivery delivery) => new(
        sid,
        CallbackWords.MessageWord(delivery.Number),
        CallbackMessage.IdOf(sid, delivery.Number),
        delivery.WebhookTimestamp,
        delivery.WebhookSignature,
        delivery.Signature,
        delivery.SentUrl,
        delivery.SentBody,
        delivery.StatusCode,
        delivery.Answer,
        delivery.Error,
        delivery.LatencyMs,
        ApiJson.Time(delivery.At),
        delivery.NextTryAt is { } next ? ApiJson.Time(next) : null);
}
