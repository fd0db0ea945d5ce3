using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.Callbacks;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Telemetry;

/// <summary>Two real processes: one that only takes orders, and is killed, and one that works them off.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    /// <summary>Prometheus adds the first itself; the second is there once a browser has a page open.</summary>
    private static readonly string[] Elsewhere = ["up", "aspnetcore_components_circuit_active"];

    private TestConsole _console = null!;
    private Receiver _receiver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_console, _receiver) = (await TestConsole.StartAsync(), await Receiver.StartAsync());
        _console.Time.SetUtcNow(DateTimeOffset.UtcNow);
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _console.DisposeAsync();
    }

    [Fact]
    public async Task A_scrape_says_what_waits_and_what_has_been_done()
    {
        var fleet = await _console.AddFleetAsync("meters");
        var (single, stolen) = (await _console.AddSimAsync(SimStatus.Active, fleet), await _console.AddSimAsync(SimStatus.Active, fleet));
        using (var idle = Start(("StatusChanges:Work", "false")))
        {
            using var program = await ClientAsync(idle);
            await PostAsync(program, $"/v1/Sims/{single.Sid}", ("Status", "inactive"), ("CallbackUrl", _receiver.Url));
            await PostAsync(program, "/v1/LossReports", ("Kind", "stolen"), ("Sims", stolen.Sid));
            await MakeOldAsync();
            await Wait.UntilAsync(async () => await Scrape.ReadAsync(program) is var seen && seen.Value("simconsole_changes_oldest_seconds", ("priority", "single")) >= 300
                && seen.Value("simconsole_authority_up") is not null);
            ShowsWhatWaits(await Scrape.ReadAsync(program));
            idle.Kill();
        }

        using var working = Start();
        using var watcher = await ClientAsync(working);
        await watcher.GetStringAsync("/v1/Sims", Token);

        // On a machine that is slow enough a message comes twice.
        await Wait.UntilAsync(() => _receiver.Got.Select(got => got.Headers["webhook-id"]).Distinct().Count() == 2);
        await Wait.UntilAsync(async () => await Scrape.ReadAsync(watcher) is var scrape && scrape.Value("simconsole_changes_oldest_seconds", ("priority", "single")) == 0
            && scrape.Value("simconsole_callback_delivery_duration_seconds_count", ("result", "delivered")) == 2 && scrape.Value("simconsole_processes_lost_total") == 1);
        var done = await Scrape.ReadAsync(watcher);
        ShowsWhatIsDone(done);
        Assert.Empty(Documented().Except(done.Names));
        Assert.Empty((await UsedAsync(Path.Combine("prometheus", "alerts.yml"))).Except(done.Names).Except(Elsewhere));
        Assert.Empty((await UsedAsync(Path.Combine("grafana", "simconsole.json"))).Except(done.Names).Except(Elsewhere));
        Assert.Empty(Documented().Except((await Scrape.ReadAsync(watcher, Scrape.OfPrometheus3)).Names));
        Assert.DoesNotContain(new Uri(_receiver.Url).Authority, done.Text, StringComparison.Ordinal);
        await Promtool.AgreesAsync(done.Text, "check", "metrics");
    }

    private static void ShowsWhatWaits(Scrape scrape)
    {
        Assert.Equal(1, scrape.Value("simconsole_changes_open", ("priority", "single"), ("state", "queued")));
        Assert.Equal(1, scrape.Value("simconsole_changes_open", ("priority", "loss_report"), ("state", "queued")));
        Assert.Equal(0, scrape.Value("simconsole_changes_open", ("priority", "bulk")));
        Assert.Equal(0, scrape.Value("simconsole_changes_oldest_seconds", ("priority", "bulk")));
        Assert.Equal(1, scrape.Value("simconsole_loss_reports_not_off"));
        Assert.InRange(scrape.Value("simconsole_loss_reports_not_off_oldest_seconds")!.Value, 600, 3_600);
        Assert.Equal(1, scrape.Value("simconsole_drift_waiting"));
        Assert.Equal(1, scrape.Value("simconsole_callbacks_waiting"));
        Assert.Equal((1, 1, 1), (scrape.Value("simconsole_authority_up"), scrape.Value("simconsole_database_readable"), scrape.Value("simconsole_database_writable")));
        Assert.Equal(0, scrape.Value("simconsole_callbacks_given_up_total"));
    }

    private static void ShowsWhatIsDone(Scrape scrape)
    {
        Assert.Equal(1, scrape.Value("simconsole_change_duration_seconds_count", ("result", "completed"), ("priority", "single")));
        Assert.Equal(1, scrape.Value("simconsole_change_duration_seconds_count", ("result", "completed"), ("priority", "loss_report")));
        Assert.InRange(scrape.Value("simconsole_change_duration_seconds_sum", ("priority", "single"))!.Value, 300, 3_600);
        Assert.Equal(0, scrape.Value("simconsole_loss_reports_not_off"));
        Assert.Equal(0, scrape.Value("simconsole_loss_reports_not_off_oldest_seconds"));
        Assert.Equal(0, scrape.Value("simconsole_callbacks_waiting"));
        Assert.InRange(scrape.Value("simconsole_authority_request_duration_seconds_count", ("operation", "apply"), ("outcome", "answered")) ?? 0, 1, 2);
        Assert.InRange(scrape.Value("http_server_request_duration_seconds_count", ("http_response_status_code", "200"), ("http_route", "/v1/Sims/")) ?? 0, 1, double.MaxValue);
        Assert.Contains("# HELP simconsole_changes_oldest_seconds The age of the oldest change", scrape.Text, StringComparison.Ordinal);
    }

    /// <summary>The change is five minutes old, the report ten; and the network does otherwise with a SIM.</summary>
    private async Task MakeOldAsync()
    {
        await using var db = _console.OpenDb();
        var (five, ten) = (DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(-10));
        await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.QueuedAt, five), Token);
        await db.LossReports.ExecuteUpdateAsync(set => set.SetProperty(r => r.ReportedAt, ten), Token);
        db.Drifts.Add(new Drift { Iccid = "89883070001234567895", Kind = DriftKind.Unknown, Found = "It lets it connect.", FoundAt = ten });
        await db.SaveChangesAsync(Token);
    }

    private ConsoleProcess Start(params (string, string)[] settings) => ConsoleProcess.Start(
        _console.Database,
        [
            ("Account:Sid", ServedConsole.AccountSid), ("Account:AuthToken", ServedConsole.AuthToken), ("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"),
            ("Network:Simulated:Delay", "00:00:00"), ("Network:Reconcile:Every", "00:00:00"), .. settings,
        ]);

    private static async Task<HttpClient> ClientAsync(ConsoleProcess process)
    {
        var client = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        client.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        return client;
    }

    private static async Task PostAsync(HttpClient program, string path, params (string Name, string Value)[] form)
    {
        using var body = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        (await program.PostAsync(path, body, Token)).EnsureSuccessStatusCode();
    }

    /// <summary>What the console measures of itself, as Prometheus writes it.</summary>
    private static IEnumerable<string> Documented() => typeof(Instruments).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.GetValue(null)).Select(value => value switch
    {
        GaugeName gauge => Name(gauge.Name, gauge.Unit),
        Counter<long> counter => Name(counter.Name, counter.Unit!) + "_total",
        Histogram<double> histogram => Name(histogram.Name, histogram.Unit!) + "_bucket",
        _ => throw new InvalidOperationException($"Nobody knows how Prometheus writes {value}."),
    });

    private static string Name(string name, string unit) => name.Replace('.', '_') + (unit == "s" ? "_seconds" : "");

    /// <summary>The names of metrics in the expressions of a file.</summary>
    private static async Task<IReadOnlyList<string>> UsedAsync(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Promtool.Deploy, file), Token);
        string[] used = [.. Metric().Matches(text).Select(match => match.Value).Distinct()];
        Assert.InRange(used.Length, 8, 100);
        return used;
    }

    [GeneratedRegex(@"\b(up(?=\{)|(simconsole|http_server|aspnetcore|dotnet|kestrel)_[a-z_]+(?=[{[)]))")]
    private static partial Regex Metric();
}
