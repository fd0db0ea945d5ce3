using System.Globalization;
using SimConsole.Api;

namespace SimConsole.Accounts.Tokens;

/// <summary>The body of an answer of the token endpoint that gives no token. Source: RFC 6749, section 5.2.</summary>
/// <param name="Error">One of the words of that section.</param>
/// <param name="ErrorDescription">A sentence for a person: what is wrong, and what to do.</param>
public sealed record TokenErrorResource(string Error, string ErrorDescription) : IResult
{
    private const string Unavailable = "temporarily_unavailable";

    /// <summary>The HTTP status.</summary>
    internal int Status { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>After how long the same request may be granted; null where asking again does not help.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Something is missing, given twice, or cannot be read.</summary>
    public static TokenErrorResource InvalidRequest(string description, int status = StatusCodes.Status400BadRequest) => new("invalid_request", description) { Status = status };

    /// <summary>There is no client with this secret.</summary>
    public static TokenErrorResource InvalidClient(string description) => new("invalid_client", description) { Status = StatusCodes.Status401Unauthorized };

    /// <summary>The client is known, and gets no token this way.</summary>
    public static TokenErrorResource UnauthorizedClient(string description) => new("unauthorized_client", description);

    /// <summary>The grant type is not supported.</summary>
    public static TokenErrorResource UnsupportedGrantType(string description) => new("unsupported_grant_type", description);

    /// <summary>The scope is unknown, written wrong, or more than the client has.</summary>
    public static TokenErrorResource InvalidScope(string description) => new("invalid_scope", description);

    /// <summary>There were too many requests; RFC 6749 has no error code for that.</summary>
    public static TokenErrorResource TooMany(TimeSpan wait) => new(Unavailable, "There were too many requests from here, or for this client. Ask again later.")
    {
        Status = StatusCodes.Status429TooManyRequests,
        RetryAfter = wait,
    };

    /// <summary>A refusal of another part of the console, in this form.</summary>
    public static TokenErrorResource Of(Refusal refusal) => ErrorCodes.HttpStatusOf(refusal.Code) is var status && status < StatusCodes.Status500InternalServerError
        ? InvalidRequest(refusal.Message, status)
        : new(status == StatusCodes.Status503ServiceUnavailable ? Unavailable : "server_error", refusal.Message) { Status = status, RetryAfter = refusal.RetryAfter };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(this with { ErrorDescription = BearerChallenge.Printable(ErrorDescription) }, ApiJson.Options, httpContext.RequestAborted);
    }
}

/// <summary>The body of an answer that gives a token. Source: RFC 6749, section 5.1.</summary>
/// <param name="ExpiresIn">For how many seconds it is valid.</param>
/// <param name="Scope">What it may be used for: permissions with blanks between.</param>
public sealed record TokenResource(string AccessToken, long ExpiresIn, string TokenType, string Scope);
