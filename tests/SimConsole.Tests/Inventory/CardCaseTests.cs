using CsCheck;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

/// <summary>Deliveries as they really come: with titles, other columns, other encodings, numbers as they are printed.</summary>
public sealed class CardCaseTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Titles_and_a_remark_stand_above_the_heading_and_msisdns_are_read_in_three_spellings()
    {
        await using var file = await OpenAsync("title-rows.csv");

        var report = await PreviewAsync(file);
        await _console.ImportAsync(file);

        Assert.Equal((3, 3), (report.Lines, report.Good));
        Assert.Equal([5, 6, 7], report.Shown.Select(v => v.Line));
        Assert.Equal(["ICCID", "MSISDN", "IMSI", null], file.Mapping.Select(c => c.GoesTo));
        Assert.Equal("Label", file.Mapping[3].Heading);
        var sims = await SimsAsync();
        Assert.Equal(["882390000018", "882390000019", "88239000020"], sims.Select(s => s.Msisdn).Order(StringComparer.Ordinal));
        Assert.Equal(["234500000000018", "234500000000019", null], sims.OrderBy(s => s.Iccid, StringComparer.Ordinal).Select(s => s.Imsi));
    }

    [Fact]
    public async Task What_is_left_out_is_said_before_anything_is_imported()
    {
        await using var file = await OpenAsync("status-and-label.csv");

        Assert.Equal(
            [("label", null), ("card number", "ICCID"), ("msisdn number", "MSISDN"), ("status", null), ("rate plan", null)],
            file.Mapping.Select(c => (c.Heading, c.GoesTo)));
        Assert.Equal(2, (await _console.ImportAsync(file)).Import.Good);
    }

    [Fact]
    public async Task A_file_with_two_columns_of_cards_is_refused_and_both_are_named()
    {
        await using var stream = File.OpenRead(PathOf("swap.csv"));

        var received = await CardFile.ReceiveAsync(stream, null, Token);

        Assert.StartsWith("More than one column holds ICCIDs: old ICCID, new ICCID.", received.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_windows_1252_is_read_and_that_is_said()
    {
        await using var file = await OpenAsync("umlaut.csv");

        Assert.Contains("Windows-1252", file.Says, StringComparison.Ordinal);
        Assert.Equal(2, (await _console.ImportAsync(file)).Import.Good);
    }

    [Fact]
    public async Task The_delivery_of_a_maker_of_cards_is_read_with_its_keys()
    {
        await using var file = await OpenAsync("delivery.out");

        var report = await PreviewAsync(file);
        await _console.ImportAsync(file);

        Assert.Equal((3, 3), (report.Lines, report.Good));
        Assert.Equal([18, 19, 20], report.Shown.Select(v => v.Line));
        Assert.Equal(["PIN1", "PUK1"], file.Mapping.Where(c => c.GoesTo is null).Select(c => c.Heading));
        var keys = await _console.Get<CardKeyStore>().ReadAsync([.. report.Shown.Select(v => v.Iccid)], Token);
        Assert.Equal(3, keys.Count);
        Assert.All(keys.Values, key => Assert.Equal((CardKey.Milenage, "fedcba9876543210fedcba9876543210"), (key.Algorithm, key.Opc)));
    }

    [Fact]
    public async Task A_card_whose_number_breaks_the_rule_is_taken_only_as_it_is_printed()
    {
        await using var file = await OpenAsync("as-printed.csv");

        var refused = await PreviewAsync(file);
        Assert.Equal((1, 3, 3), (refused.Good, refused.Bad, refused.AsPrinted));
        Assert.All(refused.Shown.Where(v => v.Kind == CardVerdictKind.Bad), v => Assert.Contains("take it as printed", v.Says, StringComparison.Ordinal));
        Assert.Contains("or 2 behind it", refused.Shown[0].Says, StringComparison.Ordinal);
        Assert.Contains($"{Iccid.CheckDigit("8944500612230417555")} is expected at its end", refused.Shown[1].Says, StringComparison.Ordinal);

        file.AcceptsAsPrinted = true;
        var report = await _console.ImportAsync(file);

        Assert.Equal((4, 3), (report.Import.Good, report.Import.AsPrinted));
        Assert.Contains("894450061223041759A7", (await SimsAsync()).Select(s => s.Iccid));

        // And again: each is known by what is printed.
        Assert.Equal(4, (await _console.ImportAsync(file)).Import.AlreadyThere);
    }

    [Fact]
    public async Task Imsis_with_a_prefix_are_read_and_those_that_lost_a_digit_are_named()
    {
        await using var file = await OpenAsync("imsi.csv");

        var report = await _console.ImportAsync(file);

        Assert.Equal([(4, "14"), (6, "13")], report.Lines.Select(v => (v.Line, v.Says.Contains("this has 14", StringComparison.Ordinal) ? "14" : "13")));
        Assert.Equal(["001010000000034", "234500000000031", "234500000000032"], (await SimsAsync()).Select(s => s.Imsi).Order(StringComparer.Ordinal));
    }

    [Fact]
    public Task A_card_is_imported_by_whatever_stands_above_beside_and_around_it() =>
        Gen.Select(Gen.Int[0, 8], Gen.Char[";,\t"], Gen.Int[1, 6], Gen.Bool, Gen.Bool, Gen.Bool).SampleAsync(async (titles, separator, cards, sep, remarks, crlf) =>
        {
            var lines = new List<string>();
            if (sep)
            {
                lines.Add($"sep={separator}");
            }

            lines.AddRange(Enumerable.Range(0, titles).Select(i => i % 3 == 0 ? "" : i % 3 == 1 ? $"Delivery note {i}" : $"# of{separator} yesterday"));
            lines.Add(string.Join(separator, "Site", "SIM ICCID (printed)", "Remark"));
            for (var i = 1; i <= cards; i++)
            {
                lines.Add(string.Join(separator, "Köln", CardFiles.IccidOf(i), "x"));
                if (remarks)
                {
                    lines.Add("# checked");
                }
            }

            await using var file = (await CardFiles.ReceiveAsync(string.Join(crlf ? "\r\n" : "\n", lines))).Value!;
            var report = await PreviewAsync(file);

            Assert.Equal((cards, cards), (report.Lines, report.Good));
            Assert.All(report.Shown, v => Assert.Contains(v.Iccid, lines[v.Line - 1], StringComparison.Ordinal));
            Assert.Equal([null, "ICCID", null], file.Mapping.Select(c => c.GoesTo));
        }, iter: 200, threads: 1);

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);

    private static async Task<CardFile> OpenAsync(string file)
    {
        await using var stream = File.OpenRead(PathOf(file));
        var received = await CardFile.ReceiveAsync(stream, null, Token);
        Assert.Null(received.Refusal);
        return received.Value!;
    }

    private Task<CardReport> PreviewAsync(CardFile file) => _console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);

    private async Task<List<Sim>> SimsAsync()
    {
        await using var db = _console.OpenDb();
        return await db.Sims.AsNoTracking().ToListAsync(Token);
    }
}
