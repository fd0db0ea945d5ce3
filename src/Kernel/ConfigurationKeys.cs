using Microsoft.Extensions.Configuration.Json;

namespace SimConsole.Kernel;

/// <summary>Every key that the configuration may have, as registered by the parts that read them.</summary>
public sealed class ConfigurationKeys(IEnumerable<ConfigurationKey> keys, IEnumerable<FormerKey> former)
{
    // Other programs' connection strings may stand in the same environment.
    private const string SharedSection = "ConnectionStrings";

    // What ASP.NET reads by itself: its sections, and the keys of its host.
    private static readonly HashSet<string> OfAspNet = new(
        [
            "Logging", "AllowedHosts", "Kestrel",
            .. typeof(WebHostDefaults).GetFields().Select(field => (string)field.GetValue(null)!),
            .. typeof(HostDefaults).GetFields().Select(field => (string)field.GetValue(null)!),
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, ConfigurationKey> _byName =
        keys.OrderByDescending(key => key.IsRead).DistinctBy(key => key.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every key, by name.</summary>
    public IEnumerable<ConfigurationKey> All => _byName.Values.OrderBy(key => key.Name, StringComparer.Ordinal);

    /// <summary>Whether a key of this name is read.</summary>
    public bool Has(string name) => Find(name) is not null || OfAspNet.Contains(FirstPart(name));

    /// <summary>Whether there are keys below this name.</summary>
    public bool IsSection(string name) => _byName.Keys.Any(key => key.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase));

    /// <summary>The key whose name is most like this one, among those of the console and <paramref name="others"/>.</summary>
    public string Nearest(string name, params IEnumerable<string> others) =>
        others.Concat(_byName.Keys)
            .OrderByDescending(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            .ThenBy(known => Distance(name.ToUpperInvariant(), known.ToUpperInvariant()))
            .First();

    /// <summary>What to do about a key that once existed; null for any other.</summary>
    public string? Former(string name) => former.FirstOrDefault(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Instead;

    /// <summary>What is wrong with the keys of a configuration and with how their values are written: a sentence for each.</summary>
    public IEnumerable<string> Faults(IConfiguration configuration) =>
        Ours(configuration).Where(name => !Has(name)).Select(name => Former(name) is { } instead ? $"There is no key {name} any more. {instead}" : $"There is no key {name}. The nearest is {Nearest(name)}.")
            .Concat(configuration.AsEnumerable().Select(pair => pair.Value is { } value ? Find(pair.Key)?.Fault(value) : null).OfType<string>());

    /// <summary>
    /// What can only be meant for the console: all that stands below its sections, and all that stands in its own files. The environment holds much
    /// that is meant for others.
    /// </summary>
    private IEnumerable<string> Ours(IConfiguration configuration)
    {
        var sections = _byName.Keys.Select(FirstPart).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var inFiles = ((IConfigurationRoot)configuration).Providers
            .OfType<JsonConfigurationProvider>()
            .SelectMany(file => file.GetChildKeys([], null))
            .Distinct();
        return configuration.AsEnumerable()
            .Where(pair => pair.Value is { Length: > 0 } && pair.Key.Contains(':', StringComparison.Ordinal))
            .Select(pair => pair.Key)
            .Where(name => sections.Contains(FirstPart(name)) && !FirstPart(name).Equals(SharedSection, StringComparison.OrdinalIgnoreCase))
            .Concat(inFiles.Where(part => !sections.Contains(part)));
    }

    private ConfigurationKey? Find(string name)
    {
        if (_byName.TryGetValue(name, out var key))
        {
            return key;
        }

        var item = name.LastIndexOf(':');
        return item > 0 && name[(item + 1)..].All(char.IsAsciiDigit) && _byName.TryGetValue(name[..item], out var list) && list.IsList ? list : null;
    }

    private static string FirstPart(string name) => name.Split(':')[0];

    /// <summary>How many letters have to be put in, left out or replaced. Source: Levenshtein.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < other.Length; j++)
            {
                (diagonal, row[j + 1]) = (row[j + 1], Math.Min(Math.Min(row[j], row[j + 1]) + 1, diagonal + (one[i] == other[j] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
