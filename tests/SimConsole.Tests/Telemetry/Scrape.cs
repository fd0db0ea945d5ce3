using System.Globalization;
using System.Text.RegularExpressions;

namespace SimConsole.Tests.Telemetry;

/// <summary>What <c>/metrics</c> showed. Source of the format: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
internal sealed partial class Scrape
{
    /// <summary>What Prometheus 3 says that it takes: names with dots as well, which the alert rules do not have.</summary>
    public const string OfPrometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private readonly ILookup<string, (Dictionary<string, string> Labels, double Value)> _samples;

    private Scrape(string text)
    {
        Text = text;
        _samples = text.Split('\n').Select(line => Sample().Match(line)).Where(match => match.Success).ToLookup(
            match => match.Groups["name"].Value,
            match => (Label().Matches(match.Groups["labels"].Value).ToDictionary(l => l.Groups[1].Value, l => l.Groups[2].Value), double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
    }

    public string Text { get; }

    /// <summary>The names of all samples.</summary>
    public IReadOnlySet<string> Names => _samples.Select(sample => sample.Key).ToHashSet();

    /// <param name="accept">What whoever reads says that he takes.</param>
    public static async Task<Scrape> ReadAsync(HttpClient client, string accept = "text/plain")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return new(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The sum of all samples of a name that have these labels; null where there is none.</summary>
    public double? Value(string name, params (string Name, string Value)[] labels)
    {
        var found = _samples[name].Where(sample => labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
        return found.Count == 0 ? null : found.Sum(sample => sample.Value);
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)")]
    private static partial Regex Sample();

    [GeneratedRegex(@"([a-zA-Z_]\w*)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
