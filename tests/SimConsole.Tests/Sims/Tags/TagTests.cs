using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

namespace SimConsole.Tests.Sims.Tags;

public sealed class TagTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Tags_are_given_and_taken_away_in_any_spelling_and_stand_on_the_timeline_and_in_the_audit()
    {
        var sim = await _console.AddSimAsync(name: "pump");
        await DoneAsync(sim, new SimUpdate { Tags = [" Pallet-7", "BERLIN", "berlin"], Note = "  Behind the\ngate " });
        Assert.Equal(["berlin", "pallet-7"], await TagsAsync(sim));

        await DoneAsync(sim, new SimUpdate { AddTags = ["Spare"], RemoveTags = ["Berlin", "never-there"] });
        Assert.Equal(["pallet-7", "spare"], await TagsAsync(sim));
        var now = (await _console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!;
        Assert.Equal("Behind the gate", now.Note);
        Assert.True(now.Version > sim.Version);

        await using var db = _console.OpenDb();
        var events = await db.SimEvents.Where(e => e.SimId == sim.Id && e.Kind != SimEventKind.Registered).OrderBy(e => e.Id).Select(e => new { e.Kind, e.NewValue }).ToListAsync(Token);
        Assert.Equal(
            [(SimEventKind.NoteChanged, null), (SimEventKind.Tagged, "berlin"), (SimEventKind.Tagged, "pallet-7"), (SimEventKind.Tagged, "spare"), (SimEventKind.Untagged, "berlin")],
            events.Select(e => (e.Kind, e.NewValue)));
        var audited = await db.AuditEntries.OrderBy(e => e.Id).Where(e => e.Subject == sim.Sid).Select(e => e.Changes).ToListAsync(Token);
        Assert.Contains("\"from\":\"berlin, pallet-7\",\"to\":\"pallet-7, spare\"", audited[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b", "cannot contain /")]
    [InlineData("0123456789012345678901234567890123456789x", "at most 40 characters")]
    [InlineData("two\twords", "control characters")]
    public async Task A_tag_that_cannot_be_one_is_refused_and_changes_nothing(string tag, string says)
    {
        var sim = await _console.AddSimAsync();
        var before = await _console.AllRowsAsync();
        Assert.Contains(says, (await UpdateAsync(sim, new SimUpdate { AddTags = [tag, "good"] })).Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _console.AllRowsAsync());
    }

    [Fact]
    public async Task More_tags_than_a_sim_takes_are_refused_and_none_is_made()
    {
        var sim = await _console.AddSimAsync();
        await DoneAsync(sim, new SimUpdate { Tags = [.. Enumerable.Range(1, TagName.MostOfOneSim).Select(i => $"tag-{i}")] });
        var before = await _console.AllRowsAsync();
        Assert.Contains("at most 20 tags", (await UpdateAsync(sim, new SimUpdate { AddTags = ["one-more"] })).Refusal?.Message, StringComparison.Ordinal);
        Assert.Contains("at most 500 characters", (await UpdateAsync(sim, new SimUpdate { Tags = ["other"], Note = new string('x', 501) })).Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _console.AllRowsAsync());
    }

    [Fact]
    public async Task Two_who_make_the_same_tag_in_one_moment_make_one()
    {
        SimRow[] sims = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _console.AddSimAsync()))];
        await Task.WhenAll(sims.Select(sim => DoneAsync(sim, new SimUpdate { AddTags = ["pallet-7", "berlin"] })));

        Assert.Equal(["berlin", "pallet-7"], await _console.Get<TagReader>().NamesAsync(FleetScope.All, Token));
        Assert.Equal([4, 4], (await _console.Get<TagReader>().ListBeforeAsync(null, 10, FleetScope.All, Token)).Select(tag => tag.Sims));
    }

    [Fact]
    public async Task A_list_holds_the_sims_that_have_all_of_its_tags()
    {
        var fleet = await _console.AddFleetAsync("meters");
        var (a, b, c) = (await _console.AddSimAsync(SimStatus.Active, fleet, "a"), await _console.AddSimAsync(name: "b"), await _console.AddSimAsync(name: "c"));
        await DoneAsync(a, new SimUpdate { Tags = ["berlin", "spare"] });
        await DoneAsync(b, new SimUpdate { Tags = ["berlin"] });
        await DoneAsync(c, new SimUpdate { Tags = ["spare"] });

        Assert.Equal(["b", "a"], await NamesAsync(new SimQuery { Tags = ["berlin"] }));
        Assert.Equal(["a"], await NamesAsync(new SimQuery { Tags = ["berlin", "spare"] }));
        Assert.Equal(["b"], await NamesAsync(new SimQuery { Tags = ["berlin"], Statuses = [SimStatus.New, SimStatus.Ready] }));
        Assert.Equal(["b", "a"], await NamesAsync(new SimQuery { Tags = ["berlin"], Fleets = ["meters", ""] }));
        Assert.Equal(["b"], await NamesAsync(new SimQuery { Tags = ["berlin"], Fleets = [""] }));
        Assert.Empty(await NamesAsync(new SimQuery { Tags = ["nowhere"] }));
        Assert.Equal(2, await _console.SimReader.CountAsync(new SimQuery { Tags = ["berlin"] }, FleetScope.All, Token));
    }

    [Fact]
    public async Task Who_is_limited_to_a_fleet_sees_its_tags_alone()
    {
        var (mine, theirs) = (await _console.AddFleetAsync("mine"), await _console.AddFleetAsync("theirs"));
        var (a, b) = (await _console.AddSimAsync(SimStatus.Active, mine, "a"), await _console.AddSimAsync(SimStatus.Active, theirs, "b"));
        await DoneAsync(a, new SimUpdate { Tags = ["both", "mine-only"] });
        await DoneAsync(b, new SimUpdate { Tags = ["both", "theirs-only"] });

        var (reader, scope) = (_console.Get<TagReader>(), FleetScope.Of([mine.Id]));
        Assert.Equal(["both", "mine-only"], await reader.NamesAsync(scope, Token));
        Assert.Equal([("mine-only", 1), ("both", 1)], (await reader.ListBeforeAsync(null, 10, scope, Token)).Select(tag => (tag.Name, tag.Sims)).OrderByDescending(tag => tag.Name));
        Assert.Empty(await reader.ListAfterAsync(long.MaxValue, 10, scope, Token));
        Assert.Equal([a.Id], (await reader.OfAsync([a.Id, b.Id], scope, Token)).Keys);
    }

    private async Task<IEnumerable<string?>> NamesAsync(SimQuery query) => (await _console.SimReader.ListAsync(query, 0, 10, FleetScope.All, Token)).Select(sim => sim.UniqueName);

    private async Task<IReadOnlyList<string>> TagsAsync(SimRow sim) => (await _console.Get<TagReader>().OfAsync([sim.Id], FleetScope.All, Token)).GetValueOrDefault(sim.Id, []);

    private Task<Result<SimUpdated>> UpdateAsync(SimRow sim, SimUpdate update) => _console.Sims.UpdateAsync(sim.Sid, update, TestConsole.Someone, Token);

    private async Task DoneAsync(SimRow sim, SimUpdate update) => Assert.Null((await UpdateAsync(sim, update)).Refusal);
}
