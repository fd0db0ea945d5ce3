using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Api;

/// <summary>
/// The parameters of one request, of its form and of its query string alike. A value that cannot be understood is remembered in
/// <see cref="Refusal"/>, the first one only; read all parameters, then ask for it.
/// </summary>
public sealed class ApiParameters
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const int BodyLimit = 64 * 1024;

    // A form of many small values costs more memory than its bytes.
    private const int BytesPerValue = 16;

    private const string Form = "application/x-www-form-urlencoded";

    private readonly IQueryCollection _query;
    private readonly IFormCollection _form;

    private ApiParameters(IQueryCollection query, IFormCollection form, Refusal? refusal) => (_query, _form, Refusal) = (query, form, refusal);

    /// <summary>What is wrong with the parameters read so far, or null.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The parameters of a request without a body.</summary>
    public static ApiParameters OfQuery(HttpRequest request) => new(request.Query, FormCollection.Empty, null);

    /// <summary>The parameters of a request whose form has been read.</summary>
    public static ApiParameters Of(HttpRequest request, IFormCollection form) => new(request.Query, form, null);

    /// <summary>Reads the form. A body that is not a form, or is too large, is refused.</summary>
    /// <param name="limit">The largest body in bytes; an endpoint that takes more than <see cref="BodyLimit"/> says so to the server, too.</param>
    public static async Task<ApiParameters> ReadAsync(HttpRequest request, CancellationToken token, int limit = BodyLimit)
    {
        if (!request.HasFormContentType || request.ContentType?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) != true)
        {
            var empty = request.ContentLength is null or 0 && request.ContentType is null && !request.Headers.TransferEncoding.Contains("chunked");
            return new(request.Query, FormCollection.Empty, empty ? null : Invalid($"The body is not a form. Send it as {Form}."));
        }

        try
        {
            var options = new FormOptions { ValueCountLimit = limit / BytesPerValue, KeyLengthLimit = 1_024, ValueLengthLimit = limit, BufferBodyLengthLimit = limit };
            return new(request.Query, await new FormFeature(request, options).ReadFormAsync(token), null);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new(request.Query, FormCollection.Empty, Invalid($"The body is too large; it may have {limit / 1024} KB."));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or InvalidOperationException)
        {
            return new(request.Query, FormCollection.Empty, Invalid($"The body cannot be read as a form. Send it as {Form}."));
        }
    }

    /// <summary>The text of a parameter, or null where it is not given.</summary>
    public string? Text(string name)
    {
        var values = StringValues.Concat(_form[name], _query[name]);
        if (values.Count > 1)
        {
            Refuse($"{name} is given {values.Count} times; it takes one value.");
        }

        return values.Count == 0 ? null : values[0];
    }

    /// <summary>All values of a parameter that may be repeated; none where it is not given.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. StringValues.Concat(_form[name], _query[name]).OfType<string>()];

    /// <summary>A whole number, or null where it is not given.</summary>
    public int? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refuse($"{name} is '{Cut.Short(text)}'; it takes a whole number.");
        return null;
    }

    /// <summary>A truth value, or null where it is not given.</summary>
    public bool? Flag(string name) => Choice(name, "true or false", text =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? true : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false : (bool?)null);

    /// <summary>A status, or null where it is not given.</summary>
    public SimStatus? Status(string name) => Choice(name, $"one of {string.Join(", ", SimStatuses.All.Select(s => s.Word()))}", SimStatuses.Parse);

    /// <summary>Refuses the request where it has any parameter other than these.</summary>
    public void RefuseOthersThan(params string[] names)
    {
        if (_form.Keys.Concat(_query.Keys).FirstOrDefault(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            Refuse($"There is no parameter '{Cut.Short(other)}' here; this takes {string.Join(" and ", names)}.");
        }
    }

    /// <summary>Remembers that a parameter is invalid.</summary>
    public void Refuse(string message) => Refusal ??= Invalid(message);

    /// <summary>A word of a fixed set, or null where it is not given.</summary>
    /// <param name="takes">The words, for the refusal.</param>
    public T? Choice<T>(string name, string takes, Func<string, T?> parse) where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        Refuse($"{name} is '{Cut.Short(text)}'; it takes {takes}.");
        return null;
    }

    private static Refusal Invalid(string message) => new(ErrorCodes.Invalid, message);
}
