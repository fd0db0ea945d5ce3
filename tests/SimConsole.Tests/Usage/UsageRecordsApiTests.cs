using System.Globalization;
using System.Net;
using System.Text.Json;
using SimConsole.Data;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Usage;

namespace SimConsole.Tests.Usage;

public sealed class UsageRecordsApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 5, 17, 10, 30, 0, TimeSpan.Zero);

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_whole_of_a_month_is_one_record_also_of_nothing()
    {
        await Contract.HoldsAsync("usage_records", await _console.GetAsync("/v1/UsageRecords"));
        Assert.Equal(0, Only(await _console.GetAsync("/v1/UsageRecords")).GetProperty("data_total").GetInt64());
        await RecordAsync(await SimsAsync(1), 100_000, 200_000);

        var answer = await _console.GetAsync("/v1/UsageRecords");

        await Contract.HoldsAsync("usage_records", answer);
        var record = Only(answer);
        Assert.Equal((100_000, 200_000, 300_000, 0.03m, "USD"), (
            record.GetProperty("data_upload").GetInt64(), record.GetProperty("data_download").GetInt64(), record.GetProperty("data_total").GetInt64(),
            record.GetProperty("data_total_billed").GetDecimal(), record.Text("billed_unit")));
        Assert.All((string[])["sim_sid", "fleet_sid", "network_sid", "iso_country"], name => Assert.Equal(JsonValueKind.Null, record.GetProperty(name).ValueKind));
    }

    [Theory]
    [InlineData("sim", "sim_sid", 3)]
    [InlineData("fleet", "fleet_sid", 1)]
    [InlineData("network", "network_sid", 1)]
    [InlineData("isoCountry", "iso_country", 1)]
    public async Task Grouped_records_name_what_they_are_of_and_page_through_all(string group, string named, int count)
    {
        await RecordAsync(await SimsAsync(3), 1_000, 2_000);
        var seen = new List<string>();
        for (string? next = $"/v1/UsageRecords?Group={group}&Granularity=day&PageSize=2"; next is not null;)
        {
            var page = await _console.GetAsync(next);
            await Contract.HoldsAsync("usage_records", page);
            seen.AddRange(page.GetProperty("usage_records").EnumerateArray().Select(record => record.Text(named)));
            next = page.GetProperty("meta").GetProperty("next_page_url") is { ValueKind: JsonValueKind.String } url ? new Uri(url.GetString()!).PathAndQuery : null;
        }

        Assert.Equal((count, count), (seen.Count, seen.Distinct().Count()));
        Assert.All(seen, Assert.NotNull);
    }

    [Fact]
    public async Task A_filter_names_what_it_filters_and_one_that_names_nothing_gives_nothing()
    {
        var sims = await SimsAsync(2);
        await RecordAsync(sims, 1_000, 2_000);

        var record = Only(await _console.GetAsync($"/v1/UsageRecords?Sim={sims[0].Sid}&Fleet=meters"));

        Assert.Equal((sims[0].Sid, 3_000), (record.Text("sim_sid"), record.GetProperty("data_total").GetInt64()));
        Assert.StartsWith("HF", record.Text("fleet_sid"), StringComparison.Ordinal);
        foreach (var filter in new[] { "Sim=nobody", "Fleet=nobody", "Network=HW00000000000000000000000000000000", "IsoCountry=XX" })
        {
            Assert.Empty((await _console.GetAsync($"/v1/UsageRecords?{filter}")).GetProperty("usage_records").EnumerateArray());
        }
    }

    [Theory]
    [InlineData("Granularity=week", 20001)]
    [InlineData("Group=planet", 20001)]
    [InlineData("StartTime=yesterday", 83600)]
    [InlineData("EndTime=0000-00-00", 83600)]
    [InlineData("EndTime=9999-12-31T23:00:00Z", 83600)]
    [InlineData("StartTime=0001-01-01T00:00:00Z", 83600)]
    public Task A_question_that_cannot_be_understood_is_refused(string query, int code) => RefusedAsync(query, code);

    [Theory]
    [InlineData("2026-05-02T00:00:00Z", "2026-05-02T00:00:00Z", "all", null, 83600)]
    [InlineData("2026-05-02T01:00:00Z", "2026-05-03T00:00:00Z", "day", null, 83601)]
    [InlineData("2026-05-02T00:00:00Z", "2026-05-03T00:00:00+01:00", "day", null, 83601)]
    [InlineData("2026-05-02T00:30:00Z", "2026-05-03T00:00:00Z", "hour", null, 83602)]
    [InlineData("2026-05-02T00:00:00Z", "2026-05-03T00:00:01Z", "all", null, 83602)]
    [InlineData("2026-04-01T00:00:00Z", "2026-05-02T01:00:00Z", "all", "sim", 83603)]
    [InlineData("2026-04-01T00:00:00Z", "2026-05-02T00:00:00Z", "all", "sim", 0)]
    [InlineData("2026-04-01T00:00:00Z", "2026-05-02T01:00:00Z", "hour", null, 83604)]
    [InlineData("2026-04-01T00:00:00Z", "2026-05-02T00:00:00Z", "hour", null, 0)]
    [InlineData("2026-02-01T00:00:00Z", "2026-05-02T00:00:00Z", "day", null, 83604)]
    [InlineData("2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z", "day", "fleet", 0)]
    [InlineData("2024-11-17T00:00:00Z", "2026-05-17T01:00:00Z", "all", null, 83604)]
    [InlineData("2024-11-17T00:00:00Z", "2026-05-17T00:00:00Z", "all", null, 0)]
    [InlineData("2024-11-16T23:00:00Z", "2025-05-17T00:00:00Z", "all", null, 83605)]
    public void Each_limit_has_its_code(string start, string end, string granularity, string? group, int code)
    {
        var read = UsagePeriod.Read(start, end, Enum.Parse<UsageGranularity>(granularity, ignoreCase: true), group is null ? UsageGroup.None : Enum.Parse<UsageGroup>(group, ignoreCase: true), Now);
        Assert.Equal(code, read.Refusal?.Code ?? 0);
    }

    [Fact]
    public void What_is_not_given_is_a_month_up_to_now()
    {
        Assert.Equal(new UsageTimes(Now.AddMonths(-1).AddMinutes(-30), Now.AddMinutes(30), Now), Read(null, null, UsageGranularity.All));
        Assert.Equal(new UsageTimes(At("2026-04-17T00:00:00Z"), At("2026-05-18T00:00:00Z"), null), Read(null, null, UsageGranularity.Day));
        Assert.Equal(new UsageTimes(At("2026-03-03T00:00:00Z"), At("2026-04-03T00:00:00Z"), null), Read(null, "2026-04-03T00:00:00Z", UsageGranularity.Day));
    }

    private static UsageTimes Read(string? start, string? end, UsageGranularity granularity)
    {
        var times = UsagePeriod.Read(start, end, granularity, UsageGroup.Sim, Now).Value!;
        return granularity == UsageGranularity.All ? times : times with { ShownEnd = null };
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task RefusedAsync(string query, int code) => (await _console.GetAsync($"/v1/UsageRecords?{query}", HttpStatusCode.BadRequest)).IsError(code);

    private static JsonElement Only(JsonElement answer) => Assert.Single(answer.GetProperty("usage_records").EnumerateArray());

    private async Task<IReadOnlyList<Sim>> SimsAsync(int count) => await _console.AddSimsAsync(count, SimStatus.Active, await _console.AddFleetAsync("meters"));

    private async Task RecordAsync(IReadOnlyList<Sim> sims, long upload, long download)
    {
        var usage = _console.Get<UsageService>();
        UsageClaim? claim = null;
        await Wait.UntilAsync(async () => (claim = await usage.ClaimAsync(Token)) is not null);
        var now = TimeProvider.System.Now();
        Assert.True(await usage.RecordAsync(claim!, new UsageReport([.. sims.Select(s => new ReportedSession(s.Iccid, 1, now, now.AddHours(1), upload, download, "10.0.0.1"))], now), Token));
    }
}
