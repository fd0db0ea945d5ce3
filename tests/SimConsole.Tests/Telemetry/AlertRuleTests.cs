namespace SimConsole.Tests.Telemetry;

/// <summary>The alert rules that come with the console, by Prometheus' own judge.</summary>
public sealed class AlertRuleTests
{
    [Fact]
    public Task They_are_rules() => Promtool.AgreesAsync("", "check", "rules", Path.Combine(Promtool.Deploy, "prometheus", "alerts.yml"));

    [Fact]
    public Task Each_raises_its_alert_when_it_has_to_and_not_before() => Promtool.AgreesAsync("", "test", "rules", Path.Combine(Promtool.Deploy, "prometheus", "alerts.test.yml"));

    [Fact]
    public async Task Each_of_them_is_tried()
    {
        var tried = await File.ReadAllTextAsync(Path.Combine(Promtool.Deploy, "prometheus", "alerts.test.yml"), TestContext.Current.CancellationToken);
        var rules = await File.ReadAllLinesAsync(Path.Combine(Promtool.Deploy, "prometheus", "alerts.yml"), TestContext.Current.CancellationToken);
        string[] alerts = [.. rules.Where(line => line.Contains("- alert: ", StringComparison.Ordinal)).Select(line => line.Split(": ")[1].Trim())];
        Assert.InRange(alerts.Length, 8, 50);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n", tried, StringComparison.Ordinal));
    }
}
