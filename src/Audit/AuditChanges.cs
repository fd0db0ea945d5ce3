using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SimConsole.Audit;

/// <summary>One thing that changed: the word for it, and what it was and is; null where there was or is nothing.</summary>
[method: JsonConstructor]
public sealed record AuditChange(string What, string? From, string? To)
{
    /// <summary>A value that something was made with, or that it is asked to have.</summary>
    public AuditChange(string what, string? to)
        : this(what, null, to)
    {
    }

    /// <summary>A count of something.</summary>
    public AuditChange(string what, long count)
        : this(what, null, count.ToString(CultureInfo.InvariantCulture))
    {
    }
}

/// <summary>What changed, as the column keeps it.</summary>
public static class AuditChanges
{
    /// <summary>The most characters kept of one value.</summary>
    public const int ValueLength = 256;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the changes whose old and new values differ.</summary>
    public static string Write(IEnumerable<AuditChange> changes) => JsonSerializer.Serialize(
        changes.Where(c => c.From != c.To).Select(c => new AuditChange(c.What, c.From?.CutTo(ValueLength), c.To?.CutTo(ValueLength))), Json);

    /// <summary>Reads what was written; nothing where it has been damaged.</summary>
    public static IReadOnlyList<AuditChange> Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditChange[]>(text, Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
