using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Callbacks.Receivers;
using SimConsole.Data;

namespace SimConsole.Callbacks;

/// <summary>Calls a receiver once, and says what came of it. Writes nothing.</summary>
public sealed class CallbackSender(IHttpClientFactory clients, AccountService account, ReceiverSecretService secrets, TimeProvider time, IOptions<CallbackOptions> options)
{
    /// <summary>The name of the client that goes through the guard.</summary>
    public const string Client = "Callbacks";

    private const int LocationLength = 250;
    private const int AnswerBytes = 4 * Delivery.AnswerLength;

    /// <summary>Delivers a message. Whatever goes wrong is part of the answer; only <paramref name="token"/> ends it with an exception.</summary>
    /// <exception cref="OperationCanceledException">The process is ending; nobody knows whether the receiver has it.</exception>
    public async Task<Delivery> SendAsync(ClaimedCallback claimed, CancellationToken token)
    {
        // The trace context is not sent along: the receiver is a third party, and not part of our traces.
        using var span = Tracing.Continue("callback delivery", ActivityKind.Client, claimed.Traceparent)?.SetTag("simconsole.callback.sid", claimed.Sid);
        List<KeyValuePair<string, string>> fields = [new("AccountSid", account.Sid), new("ApiVersion", ConsoleAddress.ApiRoot.TrimStart('/')), .. claimed.Fields.All];
        var post = claimed.Method == CallMethod.Post;
        var called = CallbackRequest.CalledOf(claimed.Url);
        var url = post ? called : WithQuery(called, fields);
        var body = post ? Form(fields) : "";
        var at = time.Now();
        var seconds = at.ToUnixTimeSeconds();
        var signature = CallbackSignature.Of(account.AuthToken, url, post ? fields : []);
        var (webhookSignature, koreSignature, unsigned) = await SignAsync(claimed, url, seconds, body, token);

        using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, new Uri(url));
        request.Content = post ? new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded") : null;
        request.Headers.Add(CallbackSignature.Header, signature);
        request.Headers.Add(CallbackSignature.WebhookIdHeader, claimed.MessageId);
        request.Headers.Add(CallbackSignature.WebhookTimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(CallbackSignature.WebhookSignatureHeader, webhookSignature);
        request.Headers.TryAddWithoutValidation(KoreSignature.Header, koreSignature);
        request.Headers.Add(KoreSignature.IdempotencyHeader, claimed.MessageId);
        var began = Stopwatch.GetTimestamp();
        var answer = unsigned is null ? await CallAsync(request, token) : new Answer(null, null, unsigned);
        span?.SetTag("http.response.status_code", answer.Status).SetStatus(answer.Error is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, answer.Error);
        return new Delivery
        {
            CallbackId = claimed.Id,
            Number = claimed.Number,
            At = at,
            SentUrl = url,
            SentBody = body,
            Signature = signature,
            WebhookTimestamp = seconds,
            WebhookSignature = webhookSignature,
            KoreSignature = koreSignature,
            StatusCode = answer.Status,
            Answer = answer.Body,
            Error = answer.Error?.CutTo(Delivery.ErrorLength),
            RetryAfter = answer.RetryAfter,
            LatencyMs = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds,
        };
    }

    /// <summary>The values of <c>webhook-signature</c> and <c>kore-signature</c>, or why there are none: then nothing is sent.</summary>
    private async Task<(string Webhook, string Kore, string? Fault)> SignAsync(ClaimedCallback claimed, string url, long seconds, string body, CancellationToken token)
    {
        var fault = "The secret of this receiver cannot be read with the present keys. End it, and create another.";
        try
        {
            var webhook = CallbackSignature.OfWebhook(account.AuthToken, await secrets.FindAsync(url, token), claimed.MessageId, seconds, body);
            fault = "The account's webhook secret cannot be read with the present keys. Create another, and activate it.";
            return (webhook, CallbackSignature.OfKore(await account.FindWebhookSecretAsync(token), claimed.Method.Word(), claimed.Url, body), null);
        }
        catch (CryptographicException)
        {
            return ("", "", fault);
        }
    }

    private async Task<Answer> CallAsync(HttpRequestMessage request, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(options.Value.Timeout);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        var answer = new Answer(null, null, null);
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            answer = new Answer((int)response.StatusCode, null, SaysOf(response)) { RetryAfter = RetryAfter(response) };
            return answer with { Body = await BeginningAsync(response.Content, cancel.Token) };
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
        catch (Exception exception)
        {
            // A status counts as soon as it has come. The body only helps a person who looks for the reason.
            return answer with { Error = answer.Error ?? (limit.IsCancellationRequested ? $"No answer within {options.Value.Timeout.TotalSeconds:0.#} seconds." : Says(exception)) };
        }
    }

    /// <summary>What an answer means for the person who has to correct the URL; null where the status says enough.</summary>
    private static string? SaysOf(HttpResponseMessage response) => ((int)response.StatusCode, response.Headers.Location) switch
    {
        ( >= 300 and < 400, { } location) => $"It redirects to {location.OriginalString.CutTo(LocationLength)}. Redirects are not followed: if that address is right, use it as the callback's URL.",
        (StatusCodes.Status410Gone, _) => "It says that it is gone for good, and is not tried again.",
        _ => null,
    };

    /// <summary>How long the receiver asks not to be tried, as a number of seconds or as a date. Source: RFC 9110, section 10.2.3.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } until } => until - time.Now(),
        _ => null,
    };

    private static async Task<string?> BeginningAsync(HttpContent content, CancellationToken token)
    {
        await using var stream = await content.ReadAsStreamAsync(token);
        var bytes = new byte[AnswerBytes];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, token);
        var text = Encoding.UTF8.GetString(bytes, 0, read).Replace("\0", "", StringComparison.Ordinal);
        return text.Length == 0 ? null : text.CutTo(Delivery.AnswerLength);
    }

    private static string Form(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));

    private static string WithQuery(string url, IEnumerable<KeyValuePair<string, string>> fields) =>
        url + (!url.Contains('?', StringComparison.Ordinal) ? "?" : url[^1] is '?' or '&' ? "" : "&") + Form(fields);

    private static string Says(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case CallbackRefusedException refused:
                    return refused.Message;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "The name of the host cannot be resolved.";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "The host refused the connection.";
                case SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return "The host did not accept the connection in time.";
                case System.Security.Authentication.AuthenticationException tls:
                    return $"The certificate of the host cannot be trusted. {tls.Message}";
            }
        }

        return exception.Message;
    }

    /// <summary>What a receiver answered, or why it did not.</summary>
    private sealed record Answer(int? Status, string? Body, string? Error)
    {
        public TimeSpan? RetryAfter { get; init; }
    }
}
