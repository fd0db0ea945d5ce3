using System.Text.RegularExpressions;

namespace SimConsole.BrowserTests;

public sealed partial class MetricsJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task Open_pages_are_counted()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");
        using var collector = new HttpClient { BaseAddress = new Uri(sample.Console.Address) };
        Assert.InRange(await CircuitsAsync(collector), 1, 100);
        await page.CloseAsync();
    }

    private static async Task<int> CircuitsAsync(HttpClient collector) =>
        int.Parse(Circuits().Match(await collector.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^aspnetcore_components_circuit_active\{.*\} (\d+)", RegexOptions.Multiline)]
    private static partial Regex Circuits();
}
