using System.Net;
using System.Text.Json;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

public sealed class TagsApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;
    private IReadOnlyList<Sim> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync();
        _sims = await _console.AddSimsAsync(3, SimStatus.Active, await _console.AddFleetAsync("meters"));
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_program_reads_and_changes_the_tags_and_the_note_of_a_sim()
    {
        var path = $"/v1/Sims/{_sims[0].Sid}/Details";
        var details = await _console.PostAsync(path, HttpStatusCode.OK, ("Tags", "Berlin, pallet-7"), ("Tags", "spare"), ("Note", "Behind the gate"));
        Assert.Equal(["berlin", "pallet-7", "spare"], Tags(details));
        Assert.Equal((_sims[0].Iccid, "Behind the gate"), (details.Text("iccid"), details.Text("note")));

        await _console.PostAsync(path, HttpStatusCode.OK, ("AddTags", "new"), ("RemoveTags", "spare"), ("RemoveTags", "berlin"));
        details = await _console.GetAsync(path);
        Assert.Equal(["new", "pallet-7"], Tags(details));
        Assert.Equal("Behind the gate", details.Text("note"));
        Assert.EndsWith(path, details.Text("url"), StringComparison.Ordinal);

        details = await _console.PostAsync(path, HttpStatusCode.OK, ("Tags", ""), ("Note", ""));
        Assert.Empty(Tags(details));
        Assert.Equal(JsonValueKind.Null, details.GetProperty("note").ValueKind);

        (await _console.PostAsync(path, HttpStatusCode.BadRequest, ("AddTags", "a/b"))).IsError(20001, "AddTags: A tag cannot contain /");
        (await _console.PostAsync(path, HttpStatusCode.BadRequest, ("Tags", string.Join(',', Enumerable.Range(1, 21))))).IsError(20001, "at most 20");
        (await _console.GetAsync($"/v1/Sims/HS{new string('0', 32)}/Details", HttpStatusCode.NotFound)).IsError(20404, "no SIM");
    }

    [Fact]
    public async Task Sims_are_listed_changed_and_planned_by_tag()
    {
        await _console.PostAsync($"/v1/Sims/{_sims[0].Sid}/Details", HttpStatusCode.OK, ("Tags", "pallet-7"));
        await _console.PostAsync($"/v1/Sims/{_sims[1].Sid}/Details", HttpStatusCode.OK, ("Tags", "pallet-7,spare"));

        var page = await _console.GetAsync("/v1/Sims?WhereTag=Pallet-7&PageSize=1");
        Assert.Equal([_sims[1].Sid], page.GetProperty("sims").EnumerateArray().Select(sim => sim.Text("sid")));
        var next = new Uri(page.GetProperty("meta").Text("next_page_url")).PathAndQuery;
        Assert.Equal([_sims[0].Sid], (await _console.GetAsync(next)).GetProperty("sims").EnumerateArray().Select(sim => sim.Text("sid")));
        Assert.Equal([_sims[1].Sid], (await _console.GetAsync("/v1/Sims?WhereTag=pallet-7&WhereTag=spare")).GetProperty("sims").EnumerateArray().Select(sim => sim.Text("sid")));

        var bulk = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("AddTag", "counted"), ("WhereTag", "pallet-7"));
        Assert.Equal(("add-tag", "counted", "all SIMs tagged pallet-7"), (bulk.Text("kind"), bulk.Text("tag"), bulk.Text("selection")));
        Assert.Equal(2, bulk.GetProperty("counts").GetProperty("completed").GetInt32());
        Assert.Equal([("counted", 2), ("spare", 1), ("pallet-7", 2)], (await _console.GetAsync("/v1/Tags")).GetProperty("tags").EnumerateArray().Select(tag => (tag.Text("name"), tag.GetProperty("sims").GetInt32())));

        var year = TimeProvider.System.GetUtcNow().Year + 1;
        var plan = await _console.PostAsync("/v1/PlannedChanges", HttpStatusCode.Created, ("Status", "inactive"), ("WhereTag", "pallet-7"), ("At", $"{year}-12-24T08:00"), ("Zone", "UTC"));
        Assert.Equal("all SIMs tagged pallet-7", plan.Text("selection"));
        Assert.Equal(["pallet-7"], plan.GetProperty("where_tag").EnumerateArray().Select(tag => tag.GetString()!));
        (await _console.PostAsync("/v1/PlannedChanges", HttpStatusCode.BadRequest, ("AddTag", "x"), ("WhereTag", "pallet-7"), ("At", $"{year}-12-24T08:00"), ("Zone", "UTC"))).IsError(20001, "Say what becomes");
    }

    [Fact]
    public async Task A_list_exports_tags_and_notes()
    {
        await _console.PostAsync($"/v1/Sims/{_sims[0].Sid}/Details", HttpStatusCode.OK, ("Tags", "pallet-7,spare"), ("Note", "=cmd"));
        var sims = _console.Get<SimReader>();
        var row = (await sims.FindAsync(_sims[0].Sid, FleetScope.All, Token))!;
        Assert.Equal(["pallet-7, spare", "'=cmd"], SimsExport.Fields(row, ["pallet-7", "spare"])[^2..]);
        Assert.Equal(["tags", "note"], SimsExport.Header[^2..]);
    }

    private static IEnumerable<string> Tags(JsonElement details) => details.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!);
}
