using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace SimConsole.Tests.Api;

/// <summary>The shapes that the Super SIM contract gives its answers, made strict: every property is there, and no other.</summary>
internal static class Contract
{
    private static readonly ConcurrentDictionary<string, Task<JsonSchema>> Schemas = new();
    private static readonly JsonNode Published = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contract", "twilio_supersim_v1.json")))!;

    /// <summary>
    /// That an answer is what the contract says of <paramref name="shape"/>: a resource such as <c>sim</c> or <c>sms_command</c>, or a page of them by the
    /// name of its array, such as <c>sims</c>.
    /// </summary>
    public static async Task HoldsAsync(string shape, JsonElement answer)
    {
        var schema = await Schemas.GetOrAdd(shape, name => JsonSchema.FromJsonAsync(Strict(Find(name)).ToJsonString()));
        Assert.Empty(schema.Validate(answer.GetRawText()).Select(error => error.ToString()));
    }

    /// <summary>What a reference of the contract points to, or the node itself.</summary>
    private static JsonNode Resolve(JsonNode node) => node["$ref"]?.GetValue<string>() is { } target
        ? target.Split('/').Skip(1).Aggregate(Published, (at, name) => at[name]!)
        : node;

    private static JsonNode Find(string shape) =>
        Published["components"]!["schemas"]!.AsObject().SingleOrDefault(schema => schema.Key.EndsWith($".{shape}", StringComparison.Ordinal)).Value
        ?? Published["paths"]!.AsObject()
            .Select(path => path.Value?["get"]?["responses"]?["200"]?["content"]?["application/json"]?["schema"])
            .First(schema => schema?["properties"]?[shape] is not null)!;

    private static JsonObject Strict(JsonNode node)
    {
        var schema = Resolve(node).DeepClone().AsObject();
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var name in properties.Select(property => property.Key).ToList())
            {
                properties[name] = Strict(properties[name]!);
            }

            schema["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]);
            schema["additionalProperties"] = false;
        }

        if (schema["items"] is JsonObject items)
        {
            schema["items"] = Strict(items);
        }

        if (schema["nullable"]?.GetValue<bool>() == true && schema["type"] is { } type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            (schema["enum"] as JsonArray)?.Add(null);
        }

        return schema;
    }
}
