using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;

namespace SimConsole.Callbacks;

/// <summary>A callback as the API shows it.</summary>
/// <param name="Subject">What it tells of: <c>status-change</c>, <c>sms-command</c>, <c>ip-command</c> or <c>esim-profile</c>.</param>
/// <param name="SubjectSid">The SID of that; null for a status change.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>given-up</c>.</param>
/// <param name="Attempts">All attempts of all messages.</param>
/// <param name="DateNextAttempt">When the next attempt is due; null when nothing waits.</param>
public sealed record CallbackResource(
    string Sid,
    string AccountSid,
    string Subject,
    string? SubjectSid,
    string? SimSid,
    string CallbackUrl,
    [property: AllowedValues("GET", "POST")] string CallbackMethod,
    [property: AllowedValues("waiting", "delivered", "given-up")] string State,
    int Attempts,
    string? DateNextAttempt,
    IReadOnlyList<CallbackMessageResource> Messages,
    string DateCreated,
    string Url,
    CallbackLinks Links)
{
    public static CallbackResource Of(HttpRequest request, CallbackSummary callback, AccountService account, ConsoleAddress address)
    {
        var url = address.Of(request, $"{ConsoleAddress.ApiRoot}/Callbacks/{callback.Sid}");
        return new CallbackResource(
            callback.Sid,
            account.Sid,
            callback.Subject.Word(),
            callback.SubjectSid,
            callback.SimSid,
            callback.Url,
            callback.Method.Word(),
            callback.State.Word(),
            callback.Attempts,
            callback.State == CallbackState.Waiting ? ApiJson.Time(callback.DueAt) : null,
            [.. callback.Messages.Select(message => CallbackMessageResource.Of(callback.Subject, message))],
            ApiJson.Time(callback.CreatedAt),
            url,
            new CallbackLinks($"{url}/Deliveries", $"{url}/Resend"));
    }
}

/// <summary>Where a callback's deliveries are, and where it is resent.</summary>
public sealed record CallbackLinks(string Deliveries, string Resend);

/// <summary>One message of a callback as the API shows it.</summary>
/// <param name="Message"><c>scheduled</c> or <c>end</c> of a status change, otherwise its number.</param>
/// <param name="Status">The status as it is told.</param>
public sealed record CallbackMessageResource(
    string Message, string Status, string? SimUniqueName, int? ErrorCode, string? ErrorMessage, string State, string DateCreated, string? DateSettled)
{
    public static CallbackMessageResource Of(CallbackSubject subject, CallbackMessage message) => new(
        CallbackWords.MessageWord(subject, message.Number),
        message.Fields.Status,
        message.Fields["SimUniqueName"] is { Length: > 0 } name ? name : null,
        message.Fields.ErrorCode,
        message.Fields.ErrorMessage,
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
    string? KoreSignature,
    string SentUrl,
    string SentBody,
    int? StatusCode,
    string? Answer,
    string? Error,
    int LatencyMs,
    string DateCreated,
    string? DateNextAttempt)
{
    public static DeliveryResource Of(CallbackSummary callback, Delivery delivery) => new(
        callback.Sid,
        CallbackWords.MessageWord(callback.Subject, delivery.Number),
        CallbackMessage.IdOf(callback.Sid, delivery.Number),
        delivery.WebhookTimestamp,
        delivery.WebhookSignature,
        delivery.Signature,
        delivery.KoreSignature,
        delivery.SentUrl,
        delivery.SentBody,
        delivery.StatusCode,
        delivery.Answer,
        delivery.Error,
        delivery.LatencyMs,
        ApiJson.Time(delivery.At),
        delivery.NextTryAt is { } next ? ApiJson.Time(next) : null);
}
