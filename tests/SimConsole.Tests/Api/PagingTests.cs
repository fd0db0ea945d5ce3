using System.Net;
using System.Text.Json;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

public sealed class PagingTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(10, 3)]
    [InlineData(9, 3)]
    [InlineData(3, 50)]
    [InlineData(5, 1)]
    public async Task Following_the_links_gives_every_row_once_there_and_back(int rows, int size)
    {
        var sims = await _console.AddSimsAsync(rows);

        var there = await FollowAsync($"/v1/Sims?PageSize={size}", "next_page_url");
        Assert.Equal(sims.Reverse().Select(s => s.Sid), there.SelectMany(Sids));
        Assert.Equal(Enumerable.Range(0, there.Count), there.Select(page => Meta(page).GetProperty("page").GetInt32()));

        var back = await FollowAsync(Meta(there[^1]).Text("url"), "previous_page_url");
        Assert.Equal(there.Select(page => string.Join(' ', Sids(page))).Reverse(), back.Select(page => string.Join(' ', Sids(page))));
        Assert.Equal(0, Meta(back[^1]).GetProperty("page").GetInt32());
    }

    [Fact]
    public async Task Rows_written_meanwhile_neither_repeat_nor_hide_others()
    {
        var old = await _console.AddSimsAsync(6);
        var first = await _console.GetAsync("/v1/Sims?PageSize=2");

        await _console.AddSimsAsync(5);

        var rest = await FollowAsync(Meta(first).Text("next_page_url"), "next_page_url");
        Assert.Equal(old.Reverse().Select(s => s.Sid), Sids(first).Concat(rest.SelectMany(Sids)));
    }

    [Fact]
    public async Task Every_link_carries_the_filters()
    {
        var fleet = await _console.AddFleetAsync("a fleet & more");
        await _console.AddSimsAsync(5, SimStatus.Active, fleet);
        await _console.AddSimsAsync(5, SimStatus.Inactive, fleet);

        var pages = await FollowAsync($"/v1/Sims?PageSize=2&Status=active&Fleet={Uri.EscapeDataString("a fleet & more")}", "next_page_url");

        Assert.Equal(5, pages.SelectMany(Sids).Count());
        foreach (var name in new[] { "first_page_url", "url", "previous_page_url" })
        {
            var link = Meta(pages[1]).Text(name);
            Assert.StartsWith($"{_console.Address}v1/Sims?Status=active&Fleet=", link, StringComparison.Ordinal);
            await _console.GetAsync(link);
        }
    }

    [Fact]
    public async Task The_configured_base_leads_every_link()
    {
        await using var behindProxy = await ServedConsole.StartAsync(("PublicBaseUrl", "https://sims.example.com/console/"));
        await behindProxy.AddSimsAsync(2);

        var page = await behindProxy.GetAsync("/v1/Sims?PageSize=1");

        Assert.StartsWith("https://sims.example.com/console/v1/Sims?", Meta(page).Text("next_page_url"), StringComparison.Ordinal);
        Assert.StartsWith("https://sims.example.com/console/v1/Sims/HS", page.GetProperty("sims")[0].Text("url"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000000000", 1000)]
    [InlineData("99999999999999999999999", 1000)]
    [InlineData("1000", 1000)]
    [InlineData("1", 1)]
    public async Task A_page_size_is_taken_as_the_largest_when_it_is_larger(string asked, int size) =>
        Assert.Equal(size, Meta(await _console.GetAsync($"/v1/Sims?PageSize={asked}")).GetProperty("page_size").GetInt32());

    [Theory]
    [InlineData("PageSize=0", "PageSize")]
    [InlineData("PageSize=-1", "PageSize")]
    [InlineData("PageSize=", "PageSize")]
    [InlineData("PageSize=ten", "PageSize")]
    [InlineData("PageSize=1.5", "PageSize")]
    [InlineData("PageSize=1&PageSize=2", "PageSize")]
    [InlineData("Page=-1", "Page")]
    [InlineData("Page=x", "Page")]
    [InlineData("Page=1", "PageToken")]
    [InlineData("PageToken=forged", "PageToken")]
    [InlineData("PageToken=PA123", "PageToken")]
    [InlineData("PageToken=!!!!", "PageToken")]
    public async Task A_page_that_there_cannot_be_is_refused(string query, string says)
    {
        (await _console.GetAsync($"/v1/Sims?{query}", HttpStatusCode.BadRequest)).IsError(20001, says);
        (await _console.GetAsync($"/v1/Fleets?{query}", HttpStatusCode.BadRequest)).IsError(20001, says);
    }

    [Fact]
    public async Task A_cursor_with_one_letter_changed_or_of_another_list_is_refused()
    {
        await _console.AddSimsAsync(2);
        var next = Meta(await _console.GetAsync("/v1/Sims?PageSize=1")).Text("next_page_url");
        var token = next[(next.IndexOf("PageToken=", StringComparison.Ordinal) + 10)..];
        var last = token[^2] == 'A' ? 'B' : 'A';

        (await _console.GetAsync($"/v1/Sims?PageToken={token[..^2]}{last}{token[^1]}", HttpStatusCode.BadRequest)).IsError(20001, "PageToken");
        (await _console.GetAsync($"/v1/Fleets?PageToken={token}", HttpStatusCode.BadRequest)).IsError(20001, "PageToken");
    }

    private async Task<List<JsonElement>> FollowAsync(string url, string link)
    {
        var pages = new List<JsonElement>();
        for (string? next = url; next is not null; next = Meta(pages[^1]).GetProperty(link).GetString())
        {
            pages.Add(await _console.GetAsync(next));
            Assert.True(pages.Count < 100, "The links go round in a circle.");
        }

        return pages;
    }

    private static JsonElement Meta(JsonElement page) => page.GetProperty("meta");

    private static IEnumerable<string> Sids(JsonElement page) => page.GetProperty("sims").EnumerateArray().Select(sim => sim.Text("sid"));
}
