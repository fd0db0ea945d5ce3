using CsCheck;
using SimConsole.ESimProfiles;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Tests.ESimProfiles;

namespace SimConsole.Tests.Sims;

/// <summary>An EID, however it is written, leads to the Sims whose profiles are on the chip.</summary>
public sealed class EidSearchTests : IAsyncLifetime
{
    private static readonly string Two = TestEid.Of("890490320050088826000334890007");

    private static readonly Func<string, string>[] Spellings =
    [
        eid => eid,
        eid => Spelling.InGroups(eid, 4, " "),
        eid => Spelling.InGroups(eid, 4, "-"),
        eid => Spelling.InGroups(eid, 8, "\u00A0"),
        eid => Spelling.InGroups(eid, 4, "."),
        eid => Spelling.InGroups(eid, 4, "\u200B"),
        eid => $"EID: {Spelling.InGroups(eid, 4, " ")}",
        eid => $"eid={eid}",
        eid => $"=\"{eid}\"",
        eid => $"'{eid}",
        eid => $"  {eid} ",
    ];

    private TestConsole _console = null!;
    private SimRow _one = null!;
    private SimRow _first = null!;
    private SimRow _second = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        var fleet = await _console.AddFleetAsync("meters");
        (_one, _first, _second) = (await _console.AddSimAsync(SimStatus.Active, fleet), await _console.AddSimAsync(SimStatus.Active, fleet, "first"), await _console.AddSimAsync(SimStatus.Inactive));
        await _console.AddSimAsync(SimStatus.Active, fleet, "other");
        await using var db = _console.OpenDb();
        var now = _console.Time.GetUtcNow();
        foreach (var (eid, sim) in new (string, SimRow?)[] { (TestEid.One, _one), (Two, _first), (Two, _second), (Two, null) })
        {
            db.ESimProfiles.Add(new ESimProfile { Eid = eid, SimId = sim?.Id, RequestedBy = "ada", CreatedAt = now, UpdatedAt = now });
        }

        await db.SaveChangesAsync(Token);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task Any_spelling_of_an_eid_is_found_by_search_in_the_palette_and_in_a_list() =>
        Gen.Int[0, Spellings.Length - 1].Select(i => Spellings[i]).SampleAsync(async spell =>
        {
            var text = spell(TestEid.One);
            var palette = await new SimsOfPalette(_console.SimReader).FindAsync(text, 5, FleetScope.All, Token);
            var listed = await _console.Get<SimListResolver>().ResolveAsync(SimList.Read(text).Value!, FleetScope.All, Token);

            Assert.Equal([_one.Sid], await SearchAsync(new SimQuery { Search = text }, FleetScope.All));
            Assert.Equal([$"sims/{_one.Sid}"], palette.Select(entry => entry.Address));
            Assert.Equal([_one.Sid], listed.Sims.Select(sim => sim.Sid));
        }, iter: 40, threads: 1);

    [Fact]
    public async Task All_profiles_of_a_chip_are_found_within_the_other_filters()
    {
        Assert.Equal([_second.Sid, _first.Sid], await SearchAsync(new SimQuery { Search = Two }, FleetScope.All));
        Assert.Equal([_first.Sid], await SearchAsync(new SimQuery { Search = Two, Statuses = [SimStatus.Active] }, FleetScope.All));
        Assert.Equal([_first.Sid], await SearchAsync(new SimQuery { Search = Two }, FleetScope.Of([_first.FleetId!.Value])));
        Assert.Equal([_second.Sid, _first.Sid], await SearchAsync(new SimQuery { Search = Two, Sort = SimSort.Name, Descending = false }, FleetScope.All));
    }

    [Fact]
    public async Task A_name_that_holds_an_eid_is_found_beside_the_profile()
    {
        var named = await _console.AddSimAsync(name: $"chip {TestEid.One}");
        Assert.Equal([named.Sid, _one.Sid], await SearchAsync(new SimQuery { Search = TestEid.One }, FleetScope.All));
    }

    [Fact]
    public Task Another_eid_a_part_of_one_and_one_with_a_digit_mistyped_find_nothing() =>
        Gen.Select(Gen.Int[0, 31], Gen.Int[1, 9]).SampleAsync(async (at, shift) =>
        {
            var wrong = TestEid.One.ToCharArray();
            wrong[at] = (char)('0' + (wrong[at] - '0' + shift) % 10);
            foreach (var text in new[] { new string(wrong), TestEid.Of("890490320050088826000334890008"), TestEid.One[..31], TestEid.One[1..], TestEid.One + "0" })
            {
                Assert.Empty(await SearchAsync(new SimQuery { Search = text }, FleetScope.All));
            }
        }, iter: 20, threads: 1);

    /// <summary>The SIDs that a list shows, after its count, and what an export and a bulk change read of it, have said the same.</summary>
    private async Task<IEnumerable<string>> SearchAsync(SimQuery query, FleetScope scope)
    {
        var shown = (await _console.SimReader.ListAsync(query, 0, 10, scope, Token)).Select(sim => sim.Sid).ToList();
        Assert.Equal(shown.Count, await _console.SimReader.CountAsync(query, scope, Token));
        Assert.Equal(shown.Order(StringComparer.Ordinal), (await _console.SimReader.ListBeforeAsync(query, null, 10, scope, Token)).Select(sim => sim.Sid).Order(StringComparer.Ordinal));
        return shown;
    }
}
