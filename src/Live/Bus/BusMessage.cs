using System.Text.Json;
using System.Text.Json.Serialization;

namespace SimConsole.Live.Bus;

/// <summary>What one process tells the others.</summary>
/// <param name="From">The process, by a name that is new at each start.</param>
/// <param name="Number">Counts its messages: a receiver that finds a gap has missed something.</param>
/// <param name="Woken">The signals that it has woken, by the names of their types.</param>
/// <param name="Sims">The Sims that have changed.</param>
internal sealed record BusMessage(Guid From, long Number, IReadOnlyList<string> Woken, IReadOnlyList<SimChanged> Sims)
{
    /// <summary>The most bytes of a message: PostgreSQL carries fewer than 8,000.</summary>
    public const int MostBytes = 7_999;

    /// <summary>The most Sims in one message.</summary>
    public const int MostSims = 35;

    public string Write() => JsonSerializer.Serialize(this, BusJson.Default.BusMessage);

    /// <summary>Reads a message; null for a text that is not one, such as from a newer build.</summary>
    public static BusMessage? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, BusJson.Default.BusMessage) is { Woken: not null, Sims: not null } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(BusMessage))]
internal sealed partial class BusJson : JsonSerializerContext;
