using System.Net;
using System.Text.Json;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>The token endpoint has given no token.</summary>
/// <param name="passes">Whether a later try may succeed.</param>
internal sealed class TokenRefusalException(string message, bool passes, TimeSpan? retryAfter) : Exception(message)
{
    public bool Passes => passes;

    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>Asks a token endpoint for an access token with the id and the secret of a client. Source: RFC 6749, sections 4.4 and 5, and KORE, "API authentication".</summary>
internal sealed class ClientCredentials(SuperSimOptions options, Func<HttpClient> clients, TimeProvider time)
{
    private const int DescriptionLength = 300;

    /// <summary>The longest life that a token is given; anything beyond is cut.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(3_650);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Host { get; } = new Uri(options.TokenUrl).Authority;

    /// <exception cref="TokenRefusalException">It has given none.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task<AccessToken> FetchAsync(CancellationToken token)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_id", options.ClientId!),
            new("client_secret", options.ClientSecret!),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.TokenUrl) { Content = form };
        using var client = clients();
        using var response = await client.SendAsync(request, token);
        var answer = Read(await response.Content.ReadAsByteArrayAsync(token));
        return response.IsSuccessStatusCode ? Token(answer) : throw Refusal(response, answer);
    }

    private AccessToken Token(Answer? answer)
    {
        // The characters that a token may have: RFC 6750, section 2.1. Others cannot be sent in a header, and a token of another type cannot be used.
        var good = answer is { AccessToken: { Length: > 0 } value } && value.All(c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c, StringComparison.Ordinal));
        if (!good || !"Bearer".Equals(answer!.TokenType, StringComparison.OrdinalIgnoreCase))
        {
            throw new TokenRefusalException($"{Host} answers, and not with a bearer token. Check TokenUrl.", passes: false, null);
        }

        TimeSpan? life = answer.ExpiresIn is not > 0 ? null : answer.ExpiresIn > LongestLife.TotalSeconds ? LongestLife : TimeSpan.FromSeconds(answer.ExpiresIn.Value);
        return new AccessToken(answer.AccessToken!, life, time);
    }

    private TokenRefusalException Refusal(HttpResponseMessage response, Answer? answer)
    {
        var status = (int)response.StatusCode;
        var passes = status is 408 or 429 or >= 500;
        var says = Says(answer);
        return new(
            response.StatusCode == HttpStatusCode.TooManyRequests ? $"{Host} gives no access token: {HoldHandler.Words(response.StatusCode)}."

            // KORE says the former of a wrong secret, RFC 6749 the latter.
            : answer?.Error is "unauthorized_client" or "invalid_client" ? $"{Host} does not know the client, or its secret is wrong ({says}). Check ClientId and ClientSecret."
            : says is not null ? $"{Host} gives no access token ({says})."
            : passes ? $"{Host} gives no access token: it answers {status}."
            : $"{Host} answers {status}, and not as a token endpoint does. Check TokenUrl.",
            passes,
            HoldHandler.RetryAfter(response, time));
    }

    /// <summary>The endpoint's own words, without what must not be repeated.</summary>
    private string? Says(Answer? answer) => answer?.Error is not { Length: > 0 } error ? null
        : (answer.ErrorDescription is { Length: > 0 } description ? $"{error}: {description.TrimEnd('.')}" : error)
            .Replace(options.ClientSecret!, "…", StringComparison.Ordinal).CutTo(DescriptionLength);

    private static Answer? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A token, or why there is none. It is not a record, so that the token is not written out by accident.</summary>
    private sealed class Answer
    {
        public string? AccessToken { get; init; }

        public double? ExpiresIn { get; init; }

        public string? TokenType { get; init; }

        public string? Error { get; init; }

        public string? ErrorDescription { get; init; }
    }
}
