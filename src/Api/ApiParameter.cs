using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace SimConsole.Api;

/// <summary>One parameter of an operation as the API's document shows it. <see cref="ApiParameters"/> reads it by its name.</summary>
/// <param name="Name">As clients write it.</param>
/// <param name="Description">A sentence: what it is, and its unit where it has one.</param>
/// <param name="Type">What one value of it is.</param>
public sealed record ApiParameter(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String)
{
    public bool Required { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool Repeated { get; init; }

    /// <summary>Whether it is a header, instead of a value in the query string or the form.</summary>
    public bool IsHeader { get; init; }

    public string? Format { get; init; }

    /// <summary>All values that it takes, or null where there is no fixed set.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public static ApiParameter Text(string name, string description, bool required = false) => new(name, description) { Required = required };

    public static ApiParameter Texts(string name, string description, bool required = false) => new(name, description) { Required = required, Repeated = true };

    public static ApiParameter Url(string name, string description) => new(name, description) { Format = "uri" };

    public static ApiParameter Time(string name, string description) => new(name, description) { Format = "date-time" };

    public static ApiParameter Flag(string name, string description) => new(name, description, JsonSchemaType.Boolean);

    public static ApiParameter Number(string name, string description, int? minimum = null, int? maximum = null, bool required = false) =>
        new(name, description, JsonSchemaType.Integer) { Minimum = minimum, Maximum = maximum, Required = required };

    /// <summary>A parameter that takes one of a fixed set of words.</summary>
    public static ApiParameter Word(string name, string description, IEnumerable<string> words, bool required = false) => new(name, description) { Words = [.. words], Required = required };

    /// <summary>A parameter that takes an HTTP method.</summary>
    public static ApiParameter Method(string name, string description) => Word(name, description, ["GET", "POST"]);

    /// <summary>A header.</summary>
    public static ApiParameter Header(string name, string description) => new(name, description) { IsHeader = true };

    internal OpenApiSchema Schema()
    {
        var one = new OpenApiSchema
        {
            Type = Type,
            Format = Format,
            Enum = Words is null ? null : [.. Words.Select(word => (JsonNode)word)],
            Minimum = Minimum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = Maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        return Repeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one;
    }
}
