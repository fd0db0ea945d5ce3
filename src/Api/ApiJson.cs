using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SimConsole.Api;

/// <summary>How the API writes JSON: <c>snake_case</c> names, every property present, times in whole seconds.</summary>
public static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // An answer is never part of a page, so & and the apostrophe may stand as they are: people read these URLs and sentences.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A time in UTC and whole seconds: one SDK reads a time with a fraction of a second as plain text.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A success, with this body.</summary>
    public static IResult Answer(object body, int status = StatusCodes.Status200OK) => Results.Json(body, Options, statusCode: status);
}
