using CsCheck;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

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
        Assert.Equal([CardField.Iccid, CardField.Msisdn, CardField.Imsi, null], file.Mapping.Select(c => c.Field));
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
            [("label", null), ("card number", CardField.Iccid), ("msisdn number", CardField.Msisdn), ("status", null), ("rate plan", null)],
            file.Mapping.Select(c => (c.Heading, c.Field)));
        Assert.Equal(2, (await _console.ImportAsync(file)).Import.Good);
    }

    [Fact]
    public async Task Of_two_columns_of_cards_a_person_says_which_is_meant()
    {
        await using var file = await OpenAsync("swap.csv");
        Assert.Equal("More than one column holds ICCIDs: old ICCID, new ICCID. Say which is meant.", file.Undecided);
        Assert.Equal(file.Undecided, (await _console.Get<ImportService>().OrderAsync(file, new ImportOrder(CardTarget.Sims, "swap.csv"), TestConsole.Someone, null, Token)).Refusal!.Message);
        Assert.Empty(await SimsAsync());

        file.Take(1, CardField.Iccid);

        Assert.Null(file.Undecided);
        var imported = await _console.ImportAsync(file);
        Assert.Equal((3, 0, 0, 0), imported.Counts);
        Assert.Equal("Columns that are left out: old ICCID, EID, IMEI.", imported.Import.Reading);
        Assert.Equal(["89445006122304181107", "89445006122304181479", "89445006122304181842"], (await SimsAsync()).Select(s => s.Iccid).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_column_is_can_be_said_otherwise_than_it_was_found_and_holds_for_the_import()
    {
        await using var file = (await CardFiles.ReceiveAsync($"iccid,label,name\n{CardFiles.IccidOf(1)},pump-1,Magic\n{CardFiles.IccidOf(2)},pump-2,Magic\n")).Value!;

        // The name of the operator, as in files of pySim, is not that of a Sim.
        Assert.Equal([CardField.Iccid, null, null], file.Mapping.Select(c => c.Field));
        file.Take(1, CardField.UniqueName);
        await _console.ImportAsync(file);
        Assert.Equal(["pump-1", "pump-2"], (await SimsAsync()).Select(s => s.UniqueName).Order(StringComparer.Ordinal));

        file.Take(2, CardField.UniqueName);
        Assert.Equal([CardField.Iccid, null, CardField.UniqueName], file.Mapping.Select(c => c.Field));
        file.Take(0, null);
        Assert.StartsWith("The header has no column iccid.", file.Undecided, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_names_that_begins_empty_is_one_all_the_same()
    {
        var unnamed = string.Concat(Enumerable.Range(1, 200).Select(i => $"{CardFiles.IccidOf(i)},\n"));
        await using var file = (await CardFiles.ReceiveAsync($"iccid,name\n{unnamed}{CardFiles.IccidOf(201)},pump\n")).Value!;

        Assert.Equal((201, 0, 0, 0), (await _console.ImportAsync(file)).Counts);

        Assert.NotNull(await _console.SimReader.FindAsync("pump", FleetScope.All, Token));
    }

    [Fact]
    public async Task A_file_of_pysim_is_read_with_its_keys_and_without_the_name_of_the_operator()
    {
        var (ki, opc) = (new string('1', 32), new string('2', 32));
        await using var file = (await CardFiles.ReceiveAsync(
            $"name,iccid,mcc,mnc,imsi,smsp,ki,opc\nMagic,{CardFiles.IccidOf(1)},001,01,001010000000001,,{ki},{opc}\nMagic,{CardFiles.IccidOf(2)},001,01,001010000000002,,{ki},{opc}\n")).Value!;

        Assert.Equal((2, 0, 0, 0), (await _console.ImportAsync(file)).Counts);

        Assert.Equal(2, (await _console.Get<CardKeyStore>().ReadAsync([CardFiles.IccidOf(1), CardFiles.IccidOf(2)], Token)).Count);
        Assert.All(await SimsAsync(), sim => Assert.Null(sim.UniqueName));
    }

    [Fact]
    public Task An_export_of_a_console_is_read_back_with_its_sids_and_names_whatever_they_are_made_of() =>
        Gen.Select(Gen.OneOf(Gen.Char[" '=+-@;,\"ａ＝＠\u200B"], Gen.Char['a', 'c']).Array[1, 8].Select(letters => new string(letters)).Where(name => UniqueName.Fault(name) is null), Gen.Bool).SampleAsync(async (name, inFleet) =>
        {
            await using var db = _console.OpenDb();
            await db.Sims.ExecuteDeleteAsync(Token);
            var fleet = inFleet && await db.Fleets.SingleOrDefaultAsync(f => f.UniqueName == name, Token) is null ? await _console.AddFleetAsync(name) : null;
            var sim = await _console.AddSimAsync(SimStatus.Active, fleet, name);
            var tags = TagName.Parse(name);
            Assert.Null((await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Tags = tags, Note = name }, TestConsole.Someone, Token)).Refusal);
            var rows = new[] { SimsExport.Header, SimsExport.Fields((await _console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!, tags) };
            var text = string.Join("\r\n", rows.Select(row => string.Join(',', row.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
            await db.SimEvents.ExecuteDeleteAsync(Token);
            await db.Sims.ExecuteDeleteAsync(Token);

            await using var file = (await CardFiles.ReceiveAsync(text)).Value!;
            var imported = await _console.ImportAsync(file);

            Assert.True(imported.Counts == (1, 0, 0, 0), imported.Import.Says() + text);
            Assert.Equal("Columns that are left out: status, status_changed_at, created_at, held_by.", imported.Import.Reading);
            var back = (await _console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!;
            Assert.Equal((sim.Iccid, sim.Imsi, sim.Msisdn, name, fleet?.UniqueName), (back.Iccid, back.Imsi, back.Msisdn, back.UniqueName, back.FleetName));
            Assert.Equal(tags, (await _console.Get<TagReader>().OfAsync([back.Id], FleetScope.All, Token)).GetValueOrDefault(back.Id, []));
            Assert.Equal(name, back.Note);
        }, iter: 60, threads: 1);

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
        Assert.Equal(["PIN1", "PUK1"], file.Mapping.Where(c => c.Field is null).Select(c => c.Heading));
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

        // And again: each is known by what is printed, also where nobody says that it is.
        file.AcceptsAsPrinted = false;
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
            Assert.Equal([null, CardField.Iccid, null], file.Mapping.Select(c => c.Field));
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
