using System.Collections.Concurrent;
using System.Text.Json;
using NJsonSchema;

namespace SimConsole.Tests.Api;

/// <summary>The shapes that the Super SIM contract gives its answers, made strict: every property is there, and no other.</summary>
internal static class Contract
{
    private static readonly ConcurrentDictionary<string, Task<JsonSchema>> Schemas = new();

    /// <summary>That an answer is what the contract says of <paramref name="shape"/>: <c>sim</c>, <c>sims</c>, <c>fleet</c>, <c>fleets</c>.</summary>
    public static async Task HoldsAsync(string shape, JsonElement answer)
    {
        var schema = await Schemas.GetOrAdd(shape, name => JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "contract", $"{name}.json")));
        Assert.Empty(schema.Validate(answer.GetRawText()).Select(error => error.ToString()));
    }
}
