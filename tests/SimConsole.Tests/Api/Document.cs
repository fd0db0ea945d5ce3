using System.Text.Json;

namespace SimConsole.Tests.Api;

/// <summary>An OpenAPI document, ours or the contract, as far as two of them can be compared.</summary>
internal sealed class Document(JsonElement root)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string FormWithFile = "multipart/form-data";

    public static Document Contract { get; } = new(JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contract", "twilio_supersim_v1.json"))).RootElement);

    public IReadOnlyDictionary<string, Operation> Operations { get; } = root.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Where(verb => verb.Name is "get" or "post" or "delete").Select(verb => new Operation(path.Name, verb.Name, verb.Value)))
        .ToDictionary(operation => operation.Id);

    public JsonElement Root => root;

    public static async Task<Document> ServedByAsync(ServedConsole console) => new(await console.GetAsync("/openapi/v1.json"));

    /// <summary>What the parameters of an operation are, those of a form among them: one line each.</summary>
    public IReadOnlyList<string> Parameters(Operation operation) =>
        [.. operation.Parameters.Select(p => $"{p.Text("in")} {p.Text("name")}: {Shape(p.GetProperty("schema"))}").Concat(FormProperties(operation).Select(p => $"form {p.Name}: {Shape(p.Value)}")).Order(StringComparer.Ordinal)];

    public static IEnumerable<JsonProperty> FormProperties(Operation operation) => FormOf(operation) is { } form ? form.GetProperty("properties").EnumerateObject().Where(p => !IsFile(p)) : [];

    public static IReadOnlyList<string> Required(Operation operation) =>
    [
        .. operation.Parameters.Where(p => p.TryGetProperty("required", out var required) && required.GetBoolean()).Select(p => p.Text("name")),
        .. FormOf(operation) is { } form && form.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).Intersect(FormProperties(operation).Select(p => p.Name)) : [],
    ];

    /// <summary>What the bodies of a success hold: one line for each property of each status.</summary>
    public IReadOnlyList<string> Answers(Operation operation) => [.. Successes(operation).SelectMany(answer => Properties(answer.Status, answer.Body, nullable: false)).Order(StringComparer.Ordinal)];

    /// <summary>The properties of an operation's successes that may be null.</summary>
    public IReadOnlyList<string> Nullable(Operation operation) => [.. Successes(operation).SelectMany(answer => Properties(answer.Status, answer.Body, nullable: true)).Order(StringComparer.Ordinal)];

    public JsonElement Resolve(JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var either) || schema.TryGetProperty("allOf", out either))
        {
            return Resolve(either.EnumerateArray().Single(one => one.TryGetProperty("$ref", out _)));
        }

        return schema.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.Split('/').Skip(1).Aggregate(root, (place, name) => place.GetProperty(name))
            : schema;
    }

    private static bool IsFile(JsonProperty property) => property.Value.TryGetProperty("format", out var format) && format.GetString() == "binary";

    private static JsonElement? FormOf(Operation operation) =>
        operation.Element.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First(type => type.Name is Form or FormWithFile).Value.GetProperty("schema") : null;

    private static IEnumerable<(string Status, JsonElement Body)> Successes(Operation operation) => operation.Element.GetProperty("responses").EnumerateObject()
        .Where(response => response.Name[0] == '2')
        .Select(response => (response.Name, response.Value.TryGetProperty("content", out var content) ? content.GetProperty("application/json").GetProperty("schema") : default));

    private IEnumerable<string> Properties(string path, JsonElement body, bool nullable)
    {
        if (body.ValueKind == JsonValueKind.Undefined)
        {
            return nullable ? [] : [path];
        }

        var schema = Resolve(body);
        if (schema.TryGetProperty("items", out var items) && items.EnumerateObject().Any())
        {
            return Properties(path + "[]", items, nullable);
        }

        return !schema.TryGetProperty("properties", out var properties)
            ? nullable ? [] : [$"{path}: {Shape(schema)}"]
            : properties.EnumerateObject().SelectMany(property => Properties($"{path}.{property.Name}", property.Value, nullable)
                .Concat(nullable && IsNullable(property.Value) ? [$"{path}.{property.Name}"] : []));
    }

    private static bool IsNullable(JsonElement schema) => schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean()
        || schema.TryGetProperty("oneOf", out var either) && either.EnumerateArray().Any(IsNullable);

    private string Shape(JsonElement schema)
    {
        schema = Resolve(schema);
        var type = schema.TryGetProperty("type", out var given) ? given.GetString() : "anything";
        var words = schema.TryGetProperty("enum", out var values) ? $" of {string.Join(", ", values.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()).Order(StringComparer.Ordinal))}" : "";
        return type == "array" && schema.TryGetProperty("items", out var items) && items.EnumerateObject().Any() ? $"array of {Shape(items)}" : type + words;
    }
}

/// <summary>One operation of a document.</summary>
internal sealed record Operation(string Path, string Verb, JsonElement Element)
{
    public string Id => Element.Text("operationId");

    public IReadOnlyList<JsonElement> Parameters => Element.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    public override string ToString() => Id;

    public IReadOnlyList<string> Tags => [.. Element.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)];
}
