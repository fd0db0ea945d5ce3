using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SimConsole.Callbacks;

/// <summary>The fields of one message, in the order in which they are sent.</summary>
public sealed class CallbackFields(IReadOnlyList<KeyValuePair<string, string>> fields)
{
    /// <summary>The name of the field with the status of its subject.</summary>
    public const string StatusName = "Status";

    private const string ErrorCodeName = "ErrorCode";
    private const string ErrorMessageName = "ErrorMessage";

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public IReadOnlyList<KeyValuePair<string, string>> All => fields;

    /// <summary>The value of that field, or null.</summary>
    public string? this[string name] => fields.FirstOrDefault(field => field.Key == name).Value;

    /// <summary>The status of the subject that the message tells, in a word of the API.</summary>
    public string Status => this[StatusName] ?? "";

    /// <summary>Why the change did not happen, as a number; null where it did.</summary>
    public int? ErrorCode => this[ErrorCodeName] is { } code ? int.Parse(code, CultureInfo.InvariantCulture) : null;

    /// <summary>The same, as a sentence.</summary>
    public string? ErrorMessage => this[ErrorMessageName];

    /// <summary>Fields of these names and values, in this order; an absent value is sent as an empty one.</summary>
    public static CallbackFields Of(params (string Name, string? Value)[] fields) => new([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value ?? ""))]);

    /// <summary>The same fields, followed by why it failed.</summary>
    public CallbackFields WithError(int code, string? message) =>
        new([.. fields, new(ErrorCodeName, code.ToString(CultureInfo.InvariantCulture)), new(ErrorMessageName, message ?? "")]);

    /// <summary>The fields as the database keeps them: one JSON object, whose names are in order.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Encoder }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static CallbackFields OfJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new([.. document.RootElement.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value.GetString() ?? ""))]);
    }
}
