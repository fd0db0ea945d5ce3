using System.Text;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using SimConsole.ESimProfiles;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Tests.ESimProfiles;

namespace SimConsole.Tests.Sims.Lists;

/// <summary>Lists as people really have them: a known Sim is found or named, whatever stands around it, and nothing is dropped unsaid.</summary>
public sealed class ListShapeTests : IAsyncLifetime
{
    private const string Old = "89445006122304178517";
    private const string New = "89445006122304181107";

    private static readonly string[] Cards = ["89445006122304170001", "89445006122304170373", "8931440400000000008", "89445006122304174078"];

    private static readonly string[] Remarks = ["", "depot 4", "gestohlen, bitte sperren", "2 of 5", "pump; north", "IMEI 356938035643800", "EID 89049032000000000000000000000066", "=SUM(A1:A2)", "\"quoted\""];

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        await _console.ImportAsync(Cards);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_list_of_replaced_cards_takes_nothing_off_before_a_person_has_said_which_are_meant()
    {
        var list = await ReadAsync("swap.csv");
        await _console.ImportAsync([.. list.Choosing([0, 1]).Entries.Where(entry => entry.Role == SimListRole.Sim).Select(entry => entry.Text)]);

        Assert.True(list.IsUndecided);
        Assert.Equal([(0, "old ICCID", Old), (1, "new ICCID", New)], list.Choices.Select(c => (c.Index, c.Heading, c.First)));
        Assert.Empty((await ResolveAsync(list)).Verdicts);
        var old = await ResolveAsync(list.Choosing([0]));
        Assert.Equal((3, Old), (old.Sims.Count, old.Sims[0].Iccid));
        Assert.Empty(old.Troubles);
        var both = await ResolveAsync(list.Choosing([0, 1]));
        Assert.Equal([2, 2, 3, 3, 4, 4], both.Verdicts.Where(v => v.Kind == SimListVerdictKind.Found).Select(v => v.Line));
        Assert.Contains("“EID”, “IMEI” are not read", Assert.Single(list.Says), StringComparison.Ordinal);

        // A program is asked nothing: it sends those that are meant, as many as it likes in each value.
        string[] values = [$"{Old};{New}", "89445006122304178889;89445006122304181479"];
        Assert.Contains("More than one column names SIMs: old, new.", SimList.ReadNamed(["old;new", .. values]).Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await ResolveAsync(SimList.ReadNamed(values).Value!)).Sims.Count);
    }

    [Fact]
    public async Task An_eid_names_the_sim_whose_profile_is_on_the_chip_and_two_of_them_none()
    {
        await using (var db = _console.OpenDb())
        {
            foreach (var (eid, card) in new[] { (TestEid.One, Cards[0]), (TestEid.Of("890490320050088826000334890007"), Cards[1]), (TestEid.Of("890490320050088826000334890007"), Cards[2]) })
            {
                var sim = await db.Sims.SingleAsync(s => s.Iccid == card, Token);
                var now = _console.Time.GetUtcNow();
                db.ESimProfiles.Add(new ESimProfile { Eid = eid, SimId = sim.Id, RequestedBy = "ada", CreatedAt = now, UpdatedAt = now });
                await db.SaveChangesAsync(Token);
            }
        }

        var grouped = string.Join(' ', TestEid.One.Chunk(4).Select(group => new string(group)));
        var list = await ResolveAsync(SimList.Read($"{grouped}\n{TestEid.Of("890490320050088826000334890007")}\n{TestEid.Of("890490320050088826000334890008")}\n").Value!);

        Assert.Equal([(1, SimListVerdictKind.Found), (2, SimListVerdictKind.Unreadable), (3, SimListVerdictKind.Unknown)], list.Verdicts.Select(v => (v.Line, v.Kind)));
        Assert.Equal((Cards[0], "Found by the EID of its eSIM."), (list.Sims.Single().Iccid, list.Verdicts[0].Says));
        Assert.Contains("more than one SIM", list.Verdicts[1].Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("old;new\n{0};\n{1};\n{2};{3}\n")]
    [InlineData("alt;neu;wann\n{0}\n{1}\n{2};{3};gestern\n")]
    [InlineData("{0};\n{1};\n{2};{3}\n")]
    [InlineData("{0}\n{1}\n{2}\t{3}\n")]
    [InlineData("# of last night\nold,new\n{0},\n{1},\n{2},{3}\n")]
    public async Task A_list_in_which_few_cards_have_a_replacement_asks_as_well(string shape)
    {
        var list = SimList.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, [.. Cards])).Value!;

        Assert.True(list.IsUndecided);
        Assert.Equal(Cards[..3], (await ResolveAsync(list.Choosing([0]))).Sims.Select(s => s.Iccid));
        Assert.Equal([Cards[3]], (await ResolveAsync(list.Choosing([1]))).Sims.Select(s => s.Iccid));
    }

    [Fact]
    public async Task A_line_without_a_sim_in_the_column_that_was_chosen_says_what_stands_beside_it()
    {
        var list = SimList.Read($"old;new\n{Cards[0]};{Cards[1]}\n;{Cards[2]}\n").Value!.Choosing([0]);

        var resolved = await ResolveAsync(list);

        Assert.Equal([Cards[0]], resolved.Sims.Select(s => s.Iccid));
        Assert.Contains($"{Cards[2]} is beside it", Assert.Single(resolved.Troubles).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_windows_1252_is_read_and_that_is_said()
    {
        await _console.ImportAsync(["89445006122304179622", "89445006122304179994"]);
        var list = await ReadAsync("umlaut.csv");

        var resolved = await ResolveAsync(list);

        Assert.Equal(2, resolved.Sims.Count);
        Assert.Empty(resolved.Troubles);
        Assert.Contains("Windows-1252", list.Says[0], StringComparison.Ordinal);
        Assert.Contains("“Bemerkung” is not read", list.Says[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_and_remarks_above_a_heading_are_none_of_the_lines_that_could_not_be_read()
    {
        await _console.ImportAsync(["89445006122304176669", "89445006122304177030", "89445006122304177402"]);

        var resolved = await ResolveAsync(await ReadAsync("title-rows.csv"));

        Assert.Equal(3, resolved.Sims.Count);
        Assert.Empty(resolved.Troubles);
        Assert.Equal([1, 2], resolved.Verdicts.Where(v => v.Kind == SimListVerdictKind.Aside).Select(v => v.Line));
    }

    [Fact]
    public async Task An_export_of_the_console_names_each_sim_by_its_iccid_and_asks_nothing()
    {
        var sim = (await _console.SimReader.ListAsync(new SimQuery { Search = Cards[0] }, 0, 1, FleetScope.All, Token))[0];
        var list = SimList.Read($"sid,unique_name,iccid,status\n{sim.Sid},,{SpreadsheetText.Dressed(Cards[0])},new\n").Value!;

        Assert.False(list.IsUndecided);
        Assert.Equal(Cards[0], Assert.Single((await ResolveAsync(list)).Sims).Iccid);
    }

    [Fact]
    public async Task A_line_that_names_two_cards_takes_neither_and_names_both()
    {
        var resolved = await ResolveAsync(SimList.Read($"old SIM {Cards[0]} replaced by {Cards[1]}\n{Cards[2]}").Value!);

        Assert.Equal([Cards[2]], resolved.Sims.Select(s => s.Iccid));
        Assert.Contains($"more than one SIM: {Cards[0]}, {Cards[1]}", Assert.Single(resolved.Troubles).Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("234500000000028")]
    [InlineData("IMSI234500000000028")]
    [InlineData("imsi-234500000000028")]
    [InlineData("88239000018")]
    [InlineData("+882 39 000 018")]
    [InlineData("0088239000018")]
    public async Task A_sim_is_found_by_its_imsi_and_msisdn_and_that_is_said(string text)
    {
        await using (var db = _console.OpenDb())
        {
            var now = Clock.Now(_console.Time);
            db.Sims.Add(new Sim { Iccid = Old, Imsi = "234500000000028", Msisdn = "88239000018", Sid = Sid.New(Sim.SidPrefix), CreatedAt = now, UpdatedAt = now, StatusChangedAt = now });
            await db.SaveChangesAsync(Token);
        }

        foreach (var list in new[] { text, $"{text}\n{Cards[0]}", $"imsi\n{text}" })
        {
            var resolved = await ResolveAsync(SimList.Read(list).Value!);
            Assert.Contains(Old, resolved.Sims.Select(s => s.Iccid));
            Assert.StartsWith("Found by its ", Assert.Single(resolved.ReadOtherwise).Says, StringComparison.Ordinal);
            Assert.Empty(resolved.Troubles);
        }

        if (text.StartsWith("imsi", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        Assert.Equal([Old], (await _console.SimReader.ListAsync(new SimQuery { Search = text }, 0, 10, FleetScope.All, Token)).Select(s => s.Iccid));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1252", false)]
    public async Task A_file_is_read_in_each_encoding_that_spreadsheets_write(string name, bool marked)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] bytes = [.. marked ? encoding.GetPreamble() : [], .. encoding.GetBytes($"Straße;Nummer\r\nKöln;{Cards[0]}\r\nGöttingen;{Cards[1]}\r\n")];

        var list = (await SimList.ReadAsync(new MemoryStream(bytes), Token)).Value!;

        Assert.Equal(Cards[..2], (await ResolveAsync(list)).Sims.Select(s => s.Iccid));
        Assert.Contains(list.Says, says => says.Contains("“Straße” is not read", StringComparison.Ordinal));
        Assert.Equal(!marked && name != "utf-8", list.Says.Any(says => says.Contains("was read as", StringComparison.Ordinal)));
    }

    [Fact]
    public Task A_known_card_is_found_or_named_in_any_list_and_never_answered_with_no_such_sim() =>
        Gen.Select(
            Gen.Int[0, Cards.Length - 1].Array[1, 6],
            Gen.Int[0, Spelling.All.Count - 1].Array[6],
            Gen.Int[0, Remarks.Length - 1].Array[12],
            Gen.Char[";,\t"],
            Gen.Int[0, 5]).SampleAsync(async (cards, spellings, remarks, separator, shape) =>
            {
                var lines = cards.Select((card, i) => Line(Spelling.All[spellings[i]](Cards[card]), Remarks[remarks[2 * i]], Remarks[remarks[2 * i + 1]], separator, shape)).ToList();
                if (shape % 2 == 1)
                {
                    lines.Insert(0, shape == 5 ? $"what{separator}which{separator}why" : "the list of last night");
                }

                var list = SimList.Read(string.Join("\r\n", lines)).Value!;
                var resolved = await ResolveAsync(list.IsUndecided ? list.Choosing([.. list.Choices.Select(c => c.Index)]) : list);

                Assert.DoesNotContain(resolved.Verdicts, v => v.Says is { } says && says.StartsWith("There is no", StringComparison.Ordinal));
                Assert.Subset(cards.Select(card => Cards[card]).ToHashSet(), resolved.Sims.Select(s => s.Iccid).ToHashSet());

                // Nothing is dropped unsaid.
                Assert.All(cards, card => Assert.True(
                    resolved.Sims.Any(s => s.Iccid == Cards[card]) || resolved.Troubles.Any(v => v.Says!.Contains(Cards[card], StringComparison.Ordinal)),
                    string.Join('\n', lines)));
            }, iter: 300, threads: 1);

    /// <summary>Alone, before or after a remark, in the middle, or in a sentence.</summary>
    private static string Line(string spelled, string before, string after, char separator, int shape)
    {
        string Quoted(string text) => text.Contains(separator, StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
        return shape switch
        {
            0 or 1 => spelled,
            2 => $"{Quoted(spelled)}{separator}{Quoted(after)}",
            3 => $"{Quoted(before)}{separator}{Quoted(spelled)}",
            _ => $"{Quoted(before)}{separator}{Quoted(spelled)}{separator}{Quoted(after)}",
        };
    }

    private static async Task<SimList> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "data", file));
        return (await SimList.ReadAsync(stream, Token)).Value!;
    }

    private Task<ResolvedSimList> ResolveAsync(SimList list) => _console.Get<SimListResolver>().ResolveAsync(list, FleetScope.All, Token);
}
