using System.Globalization;
using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>The body of every answer that is not a success, as Super SIM writes it; never problem details, which SDKs misread.</summary>
/// <param name="Code">What is wrong, as a number that programs know.</param>
/// <param name="Message">A sentence for a person: what is wrong, and what to do.</param>
/// <param name="MoreInfo">Where Twilio's documentation explains the code.</param>
/// <param name="Status">The HTTP status.</param>
public sealed record ApiError(int Code, string Message, string MoreInfo, int Status)
{
    private const int MessageLength = 500;

    /// <summary>The answer that a refusal becomes.</summary>
    public static IResult Of(Refusal refusal) => new Answer(refusal);

    /// <summary>Answers with a refusal where no endpoint does.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var error = From(refusal);
        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        context.Response.StatusCode = error.Status;
        return context.Response.WriteAsJsonAsync(error, ApiJson.Options, context.RequestAborted);
    }

    private static ApiError From(Refusal refusal) =>
        new(refusal.Code, Short(refusal.Message), $"https://www.twilio.com/docs/errors/{refusal.Code}", ErrorCodes.HttpStatusOf(refusal.Code));

    // Messages repeat what was sent, however long it is. Their beginning and end say what is wrong, so the middle is cut.
    private static string Short(string message) => message.Length <= MessageLength ? message : $"{message[..(MessageLength / 2)]}…{message[^(MessageLength / 2)..]}";

    private sealed class Answer(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, refusal);
    }
}
