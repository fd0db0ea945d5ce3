using System.Net;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>
/// Obeys <c>Retry-After</c> for all requests: where one is answered 429, or 503 with a time, no other is sent before that time. Source: RFC 6585,
/// section 4, and RFC 9110, section 10.2.3.
/// </summary>
/// <param name="patience">How long a request waits; one that would have to wait longer fails at once, and says until when.</param>
internal sealed class HoldHandler(Hold hold, TimeSpan patience, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await hold.PassAsync(patience, cancellationToken);
        var sent = time.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        if (AsksForPatience(response))
        {
            hold.Refused(RetryAfter(response, time), Words(response.StatusCode), sent);
        }
        else
        {
            hold.Answered(sent);
        }

        return response;
    }

    /// <summary>Whether an answer holds back all requests to the host.</summary>
    public static bool AsksForPatience(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests || (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null);

    /// <summary>What <c>Retry-After</c> says, as a duration or as a time; null where it is missing or cannot be read.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;

    /// <summary>An answer that asks for a pause, as a part of a sentence.</summary>
    public static string Words(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests ? "too many requests (429)" : $"not available for now ({(int)status})";
}
