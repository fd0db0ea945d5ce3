using CsCheck;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Sims;

/// <summary>
/// Cards whose printed numbers break the rule of check digits, once they are Sims: every spelling of such a number leads to its Sim, in loss lists, bulk lists and search alike. One that is no
/// Sim is named with the digit that was expected.
/// </summary>
public sealed class PrintedNumberTests : IAsyncLifetime
{
    private const string Body = "894450061223041";

    private static readonly string WithoutCheckDigit = Broken($"{Body}7518");
    private static readonly string WrongCheckDigit = Broken($"{Body}75557");
    private static readonly string Hexadecimal = $"{Body}759A7";
    private static readonly string ShortHexadecimal = $"{Body}7B61";
    private static readonly string Right = $"{Body}7629{Iccid.CheckDigit($"{Body}7629")}";

    private static readonly string[] Cards = [WithoutCheckDigit, WrongCheckDigit, Hexadecimal, ShortHexadecimal, Right];

    /// <summary>How people put a number into a sentence; other numbers stand around it.</summary>
    private static readonly Func<string, string>[] Sentences =
    [
        text => $"SIM {text}",
        text => $"old SIM {text} replaced",
        text => $"lost: {text}, depot 4",
        text => $"2 of 5: {text}",
        text => $"{text} 7 days ago",
        text => $"{text} 2",
        text => $"{text} 5",
        text => $"{text} - 7",
        text => $"{text} gone (bad)",
        text => $"Karte Nr. {text}.",
    ];

    private static readonly Gen<string> Card = Gen.Int[0, Cards.Length - 1].Select(i => Cards[i]);

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        await using var file = await CardFiles.OfAsync([.. Cards.Select(iccid => $"{iccid},,,,,")]);
        file.AcceptsAsPrinted = true;
        Assert.Equal(Cards.Length, (await _console.ImportAsync(file)).Import.Good);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task Any_spelling_of_a_number_taken_as_printed_is_found_by_search_in_a_list_and_in_an_import() =>
        Gen.Select(Card, Gen.Int[0, Spelling.All.Count - 1].Select(i => Spelling.All[i]), Gen.Bool).SampleAsync(async (iccid, spell, lower) =>
        {
            var text = spell(lower ? iccid.ToLowerInvariant() : iccid);
            await using var file = await CardFiles.OfAsync($"{text},,,,,");
            var listed = await ResolveAsync(text);
            var found = await _console.SimReader.ListAsync(new SimQuery { Search = text }, 0, 10, FleetScope.All, Token);
            var imported = await _console.Get<SimConsole.Inventory.CardImport>().PreviewAsync(file, SimConsole.Inventory.CardTarget.Sims, null, Token);

            Assert.Equal([iccid], listed.Sims.Select(sim => sim.Iccid));
            Assert.Equal([iccid], found.Select(sim => sim.Iccid));
            Assert.Equal((1, iccid), (imported.AlreadyThere, imported.Shown[0].Iccid));
        }, iter: 300, threads: 1);

    [Fact]
    public Task A_number_taken_as_printed_is_found_within_a_sentence_and_that_is_said() =>
        Gen.Select(Card, Gen.Int[0, Sentences.Length - 1].Select(i => Sentences[i]), Gen.Bool, Gen.Bool).SampleAsync(async (iccid, say, grouped, lower) =>
        {
            var number = lower ? iccid.ToLowerInvariant() : iccid;
            var list = await ResolveAsync(say(grouped ? Spelling.InGroups(number, 4, " ") : number));

            Assert.Equal([iccid], list.Sims.Select(sim => sim.Iccid));
            Assert.Contains(iccid, Assert.Single(list.ReadOtherwise).Says, StringComparison.Ordinal);
        }, iter: 300, threads: 1);

    [Fact]
    public async Task A_column_of_such_numbers_alone_is_found_whatever_is_beside_it()
    {
        var list = await ResolveAsync($"Karte;Bemerkung\n{Hexadecimal};Lager 4\n{ShortHexadecimal.ToLowerInvariant()};EID 89049032000000000000000000000066\n");
        Assert.Equal([Hexadecimal, ShortHexadecimal], list.Sims.Select(sim => sim.Iccid));
        Assert.Empty(list.Troubles);
        Assert.Equal([Hexadecimal, WithoutCheckDigit], (await ResolveAsync($"{Hexadecimal} {WithoutCheckDigit}")).Sims.Select(sim => sim.Iccid));
    }

    [Fact]
    public Task A_known_card_is_found_with_and_without_its_check_digit() =>
        Gen.Select(Gen.Bool, Gen.Int[0, Spelling.All.Count - 1].Select(i => Spelling.All[i])).SampleAsync(async (known, spell) =>
        {
            var (iccid, other) = known ? (Right, Right[..^1]) : (WithoutCheckDigit, WithoutCheckDigit + Iccid.CheckDigit(WithoutCheckDigit));
            var list = await ResolveAsync(spell(other));

            Assert.Equal([iccid], list.Sims.Select(sim => sim.Iccid));
            Assert.Contains($"Read as {iccid}", Assert.Single(list.ReadOtherwise).Says, StringComparison.Ordinal);
        }, iter: 100, threads: 1);

    [Fact]
    public Task A_number_that_is_no_sim_and_has_a_wrong_check_digit_is_named_with_the_digit_expected() =>
        Gen.Select(Gen.Char['0', '9'].Array[17], Gen.Int[1, 9], Gen.Int[0, Spelling.All.Count - 1].Select(i => Spelling.All[i]), Gen.Bool).SampleAsync(async (digits, shift, spell, inside) =>
        {
            var body = $"89{new string(digits)}";
            var right = Iccid.CheckDigit(body);
            var wrong = $"{body}{(char)('0' + (right - '0' + shift) % 10)}";
            if (wrong.AsSpan(15).IndexOfAnyExcept('0') < 0 || (inside && Iccid.Fault(body) is null))
            {
                // A spreadsheet's zeros are named as such; and within a sentence the number may end before its last digit.
                return;
            }

            var verdict = Assert.Single((await ResolveAsync(inside ? $"SIM {wrong} lost" : spell(wrong))).Verdicts);
            Assert.Equal(SimListVerdictKind.Unreadable, verdict.Kind);
            Assert.Equal($"The check digit of this ICCID is wrong: {right} is expected at its end. Compare it with the card.", verdict.Says);
        }, iter: 300, threads: 1);

    [Fact]
    public async Task A_neighbour_of_a_card_taken_as_printed_is_never_taken_for_it()
    {
        foreach (var card in Cards)
        {
            foreach (var at in Enumerable.Range(2, card.Length - 2))
            {
                var other = card.ToCharArray();
                other[at] = other[at] == '1' ? '2' : '1';
                var neighbour = new string(other);
                Assert.True((await ResolveAsync(neighbour)).Sims.All(sim => sim.Iccid == neighbour), $"{neighbour} was taken for another.");
            }
        }
    }

    [Fact]
    public async Task Two_that_differ_in_their_last_digit_alone_are_told_apart()
    {
        await using var file = await CardFiles.OfAsync($"{WithoutCheckDigit}{Iccid.CheckDigit(WithoutCheckDigit)},,,,,");
        Assert.Equal(1, (await _console.ImportAsync(file)).Import.Good);
        Assert.Equal([WithoutCheckDigit], (await ResolveAsync(WithoutCheckDigit)).Sims.Select(sim => sim.Iccid));
        Assert.Equal([WithoutCheckDigit + Iccid.CheckDigit(WithoutCheckDigit)], (await ResolveAsync(WithoutCheckDigit + Iccid.CheckDigit(WithoutCheckDigit))).Sims.Select(sim => sim.Iccid));
    }

    private static string Broken(string number)
    {
        Assert.NotNull(Iccid.Fault(number));
        return number;
    }

    private async Task<ResolvedSimList> ResolveAsync(string text) => await _console.Get<SimListResolver>().ResolveAsync(SimList.Read(text).Value!, FleetScope.All, Token);
}
