using CsCheck;
using SimConsole.Inventory;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Sims.Lists;

/// <summary>A spreadsheet keeps fifteen digits of a number. What it leaves takes no Sim unasked, even where the check digit is right.</summary>
public sealed class RoundedNumberTests : IAsyncLifetime
{
    /// <summary>What a spreadsheet leaves in the file, and has a right check digit by chance.</summary>
    private static readonly string[] Rounded = ["89445006120000500000", "89445006120001000000"];

    private const string Whole = "89445006122304174813";

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string CaseFile => Path.Combine(AppContext.BaseDirectory, "data", "rounded.csv");

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_rounded_list_takes_no_sim_by_its_rounded_numbers_and_says_so_of_each()
    {
        await _console.ImportAsync([.. Rounded, Whole]);

        var resolved = await ResolveAsync(await File.ReadAllTextAsync(CaseFile, Token));

        Assert.Equal([Whole], resolved.Sims.Select(s => s.Iccid));
        Assert.Equal([2, 3, 4, 5, 6, 7], resolved.Verdicts.Where(v => v.Kind == SimListVerdictKind.Ruined).Select(v => v.Line));
        Assert.Equal((4, 0), (resolved.Rounded, resolved.Count(SimListVerdictKind.Duplicate)));
        Assert.All(resolved.Verdicts.SkipLast(1), v => Assert.Contains("rounded", v.Says, StringComparison.Ordinal));
        Assert.All(resolved.Verdicts.Where(v => v.Line is 6 or 7), v => Assert.EndsWith("Line 2 has the same number.", v.Says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_may_confirm_that_the_numbers_of_a_list_are_real()
    {
        await _console.ImportAsync([.. Rounded, Whole]);

        var resolved = await ResolveAsync(await File.ReadAllTextAsync(CaseFile, Token), accepting: true);

        Assert.Equal([.. Rounded, Whole], resolved.Sims.Select(s => s.Iccid));
        Assert.Equal((4, 2, 2), (resolved.Rounded, resolved.Count(SimListVerdictKind.Duplicate), resolved.Count(SimListVerdictKind.Ruined)));
    }

    [Fact]
    public async Task A_rounded_delivery_imports_only_the_card_that_is_not()
    {
        await using var stream = File.OpenRead(CaseFile);
        await using var file = (await CardFile.ReceiveAsync(stream, null, Token)).Value!;

        var preview = await _console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);
        var kept = await _console.ImportAsync(file);

        Assert.Equal((7, 1, 6, 4), (preview.Lines, preview.Good, preview.Bad, preview.Rounded));
        Assert.Equal((1, 6, 4), (kept.Import.Good, kept.Import.Bad, kept.Import.Rounded));
        Assert.All(kept.Lines, v => Assert.Contains("rounded", v.Says, StringComparison.Ordinal));
        Assert.EndsWith("Line 2 has the same number.", kept.Lines[4].Says, StringComparison.Ordinal);
        Assert.Equal([Whole], (await _console.SimReader.ListAsync(new SimQuery(), 0, 10, FleetScope.All, Token)).Select(s => s.Iccid));

        file.AcceptsRounded = true;
        var confirmed = await _console.ImportAsync(file);

        Assert.Equal((2, 1, 2, 2), confirmed.Counts);
        Assert.Equal(4, confirmed.Import.Rounded);
    }

    [Theory]
    [InlineData("8.98831E+18")]
    [InlineData("8,98831e+18")]
    [InlineData("89.8831E+17")]
    [InlineData("9E+19")]
    [InlineData("898830700031001000")]
    [InlineData("8988307000310010000")]
    [InlineData("89883070003100100000")]
    [InlineData("89.883.070.003.100.100.000")]
    [InlineData("898830700031001000000")]
    public async Task What_cannot_be_the_number_of_a_card_is_named_and_nobody_can_confirm_it(string number)
    {
        foreach (var accepting in new[] { false, true })
        {
            var verdict = Assert.Single((await ResolveAsync(number, accepting)).Verdicts);
            Assert.Equal((SimListVerdictKind.Ruined, false), (verdict.Kind, verdict.Rounded));
            Assert.Contains("rounded", verdict.Says, StringComparison.Ordinal);

            await using var file = await CardFiles.OfAsync($"\"{number}\",,,,,");
            file.AcceptsRounded = accepting;
            var report = await _console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);
            Assert.Equal((0, 1, 0), (report.Good, report.Bad, report.Rounded));
            Assert.Contains("rounded", report.Shown[0].Says, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_that_a_spreadsheet_has_ruined_as_a_whole_is_named_line_by_line()
    {
        var resolved = await ResolveAsync("no;card;site\n1;8.98831E+18;depot\n2;8.98831E+18;yard");

        Assert.Equal([(2, SimListVerdictKind.Ruined), (3, SimListVerdictKind.Ruined)], resolved.Verdicts.Select(v => (v.Line, v.Kind)));
    }

    [Fact]
    public async Task A_sim_whose_card_has_the_zeros_is_found_by_search_sid_and_name_without_a_word_and_by_its_iccid_with_one()
    {
        await _console.ImportAsync([Rounded[0]]);
        var sim = Assert.Single(await _console.SimReader.ListAsync(new SimQuery { Search = Rounded[0] }, 0, 10, FleetScope.All, Token));
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "7E4" }, TestConsole.Someone, Token);

        Assert.Equal(Rounded[0], Assert.Single((await ResolveAsync(sim.Sid)).Sims).Iccid);
        Assert.Equal(Rounded[0], Assert.Single((await ResolveAsync("7E4")).Sims).Iccid);
        Assert.Empty((await ResolveAsync(Rounded[0])).Sims);
        Assert.Equal(Rounded[0], Assert.Single((await ResolveAsync(Rounded[0], accepting: true)).Sims).Iccid);
    }

    [Fact]
    public async Task Whatever_a_spreadsheet_leaves_of_a_number_never_goes_in_unasked()
    {
        var import = _console.Get<CardImport>();
        await Gen.Select(Gen.Char['0', '9'].Array[17], Gen.Bool, Gen.Int[0, 3]).SampleAsync(async (digits, twenty, spelling) =>
        {
            var iccid = WithCheckDigit($"89{new string(digits)[..(twenty ? 17 : 16)]}");
            var rounded = iccid[..15] + new string('0', iccid.Length - 15);
            var text = Spelling.All[spelling % Spelling.All.Count](rounded);
            await using var file = await CardFiles.OfAsync($"{text},,,,,");

            Assert.Empty((await ResolveAsync(text)).Sims);
            Assert.Equal(0, (await import.PreviewAsync(file, CardTarget.Sims, null, Token)).Good);
        }, iter: 200, threads: 1);
    }

    private static string WithCheckDigit(string digits) => digits + Iccid.CheckDigit(digits);

    private async Task<ResolvedSimList> ResolveAsync(string text, bool accepting = false) =>
        await _console.Get<SimListResolver>().ResolveAsync(SimList.Read(text).Value!.Accepting(accepting), FleetScope.All, Token);
}
