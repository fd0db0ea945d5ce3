using CsCheck;
using SimConsole.Inventory;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Sims;

/// <summary>What one page understands, all do: an ICCID is read however it is written, and so as this console shows it.</summary>
public sealed class SpellingTests : IAsyncLifetime
{
    private static readonly string[] Cards =
        [WithCheckDigit("8944500612230417000"), WithCheckDigit("8988307000310012247"), WithCheckDigit("894450061223041700")];

    private static readonly Gen<string> Card = Gen.Int[0, Cards.Length - 1].Select(i => Cards[i]);

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        await _console.ImportAsync(Cards);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task Any_spelling_of_a_known_iccid_is_found_by_search_in_a_list_and_in_an_import() =>
        Gen.Select(Card, Gen.Int[0, Spelling.All.Count - 1].Select(i => Spelling.All[i])).SampleAsync(async (iccid, spell) =>
        {
            var text = spell(iccid);
            await using var file = await CardFiles.OfAsync($"{text},,,,,");
            var found = await _console.SimReader.ListAsync(new SimQuery { Search = text }, 0, 10, FleetScope.All, Token);
            var listed = await _console.Get<SimListResolver>().ResolveAsync(SimList.Read(text).Value!, FleetScope.All, Token);
            var imported = await _console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);

            Assert.Equal([iccid], found.Select(s => s.Iccid));
            Assert.Equal([iccid], listed.Sims.Select(s => s.Iccid));
            Assert.Equal((1, iccid), (imported.AlreadyThere, imported.Shown[0].Iccid));
        }, iter: 150, threads: 1);

    [Fact]
    public Task A_part_of_an_iccid_as_the_console_shows_it_finds_the_sim() =>
        Gen.Select(Card, Gen.Int[0, 12], Gen.Int[6, 24]).SampleAsync(async (iccid, from, length) =>
        {
            var shown = Spelling.InGroups(iccid, 4, " ");
            var part = shown[from..Math.Min(from + length, shown.Length)].Trim();
            if (part.Count(char.IsAsciiDigit) < 5)
            {
                return;
            }

            var digits = part.Replace(" ", "", StringComparison.Ordinal);
            var expected = Cards.Where(card => card.Contains(digits, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            var query = new SimQuery { Search = part, Sort = SimSort.Iccid, Descending = false };

            Assert.Equal(expected, (await _console.SimReader.ListAsync(query, 0, 10, FleetScope.All, Token)).Select(s => s.Iccid));
            Assert.Equal(expected.Count(), await _console.SimReader.CountAsync(query, FleetScope.All, Token));
        }, iter: 150, threads: 1);

    [Theory]
    [InlineData("2-7")]
    [InlineData("10.0.0.7")]
    [InlineData("2026-03-01")]
    [InlineData("1234 5678")]
    public async Task A_name_in_groups_is_found_as_it_is_written(string name)
    {
        var named = (await _console.AddSimAsync(name: $"pump {name}")).Sid;

        Assert.Equal([named], (await _console.SimReader.ListAsync(new SimQuery { Search = name }, 0, 10, FleetScope.All, Token)).Select(s => s.Sid));
    }

    [Fact]
    public async Task Each_line_of_a_real_list_is_read_and_what_does_not_stand_there_as_it_is_is_said()
    {
        await using var console = await TestConsole.StartAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "data", "spellings.txt"), Token);
        string[] iccids =
        [
            .. lines.Take(10).Select(line => string.Concat(line.Where(char.IsAsciiDigit))),
            "89445006122304173708", "8931440400000000008", "89445006122304174078", "89445006122304174441",
        ];
        await console.ImportAsync(iccids);

        var resolved = await console.Get<SimListResolver>().ResolveAsync(SimList.Read(string.Join('\n', lines)).Value!, FleetScope.All, Token);

        Assert.Equal(iccids, resolved.Sims.Select(s => s.Iccid));
        Assert.Equal([11, 12, 13, 14], resolved.ReadOtherwise.Select(v => v.Line));
        Assert.All(resolved.ReadOtherwise, v => Assert.Contains(v.Sim!.Iccid, v.Says, StringComparison.Ordinal));
    }

    private static string WithCheckDigit(string digits) => digits + Iccid.CheckDigit(digits);
}
