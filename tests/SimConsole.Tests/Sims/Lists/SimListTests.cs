using System.Text;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.Tests.Sims.Lists;

public sealed class SimListTests : IAsyncLifetime
{
    private const string A = "89883070003100122474";
    private const string B = "89883070003100358904";
    private const string SidA = "HS0000000000000000000000000000000a";

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        await AddAsync(A, "pump 7", SidA);
        await AddAsync(B, null, null);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData("89883070003100122474\n89883070003100358904")]
    [InlineData("89883070003100122474\r\n89883070003100358904\r\n")]
    [InlineData("89883070003100122474\r89883070003100358904")]
    [InlineData("\uFEFF89883070003100122474\n89883070003100358904")]
    [InlineData("89883070003100122474,89883070003100358904")]
    [InlineData("89883070003100122474, 89883070003100358904")]
    [InlineData("89883070003100122474;89883070003100358904")]
    [InlineData("89883070003100122474\t89883070003100358904")]
    [InlineData("89883070003100122474 89883070003100358904")]
    [InlineData("8988 3070 0031 0012 2474\n8988 3070 0031 0035 8904")]
    [InlineData("8988-3070-0031-0012-2474\n8988\u00A03070\u00A00031\u00A00035\u00A08904")]
    [InlineData("89883070003100122474F\n89883070003100358904f")]
    [InlineData("'89883070003100122474\n=\"89883070003100358904\"")]
    [InlineData("\"89883070003100122474\"\n\"=\"\"89883070003100358904\"\"\"")]
    [InlineData("\n\n89883070003100122474\n\n   \n;;\n89883070003100358904\n\n")]
    [InlineData("ICCID\n89883070003100122474\n89883070003100358904")]
    [InlineData("Seriennr;Kartennummer;Bemerkung\n1000;89883070003100122474;x\n1001;89883070003100358904;y")]
    [InlineData("番号,カード\n1,89883070003100122474\n2,89883070003100358904")]
    [InlineData("note\ticcid\n\"a; b\"\t89883070003100122474\nc\t89883070003100358904")]
    [InlineData("89883070003100122474;\"says \"\"hi\"\"; and more\"\n89883070003100358904;z")]
    [InlineData("pump 7\n89883070003100358904")]
    [InlineData("HS0000000000000000000000000000000a\n89883070003100358904")]
    [InlineData("name\npump 7\n89883070003100358904")]
    public async Task Both_sims_are_found_however_the_list_is_written(string text)
    {
        var resolved = await ResolveAsync(text);
        Assert.DoesNotContain(resolved.Verdicts, v => v.Kind != SimListVerdictKind.Found);
        Assert.Equal([A, B], resolved.Sims.Select(s => s.Iccid));
    }

    [Theory]
    [InlineData("8.98831E+18", SimListVerdictKind.Ruined, "rounded")]
    [InlineData("8,98831E+18", SimListVerdictKind.Ruined, "rounded")]
    [InlineData("89883070003100100000", SimListVerdictKind.Ruined, "rounded")]
    [InlineData("89883070003100122475", SimListVerdictKind.Unreadable, "check digit")]
    [InlineData("8988307000310012249", SimListVerdictKind.Unreadable, "check digit")]
    [InlineData("8988307000310012247", SimListVerdictKind.Duplicate, "line 1")]
    [InlineData("12345", SimListVerdictKind.Unreadable, "19 or 20 digits")]
    [InlineData("89883070003100999996", SimListVerdictKind.Unknown, "no such SIM")]
    [InlineData("HS00000000000000000000000000000000", SimListVerdictKind.Unknown, "no such SIM")]
    [InlineData("nobody", SimListVerdictKind.Unknown, "no such SIM")]
    [InlineData("89883070003100122474", SimListVerdictKind.Duplicate, "line 1")]
    [InlineData("8988 3070 0031 0012 2474", SimListVerdictKind.Duplicate, "line 1")]
    [InlineData("pump 7", SimListVerdictKind.Duplicate, "line 1")]
    [InlineData("HS0000000000000000000000000000000a", SimListVerdictKind.Duplicate, "line 1")]
    public async Task A_line_that_is_no_sim_of_its_own_is_named_with_its_number_and_never_guessed(string line, SimListVerdictKind kind, string says)
    {
        var resolved = await ResolveAsync($"{A}\n{line}");
        var verdict = resolved.Verdicts[1];
        Assert.Equal((2, kind), (verdict.Line, verdict.Kind));
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
        Assert.Equal(A, Assert.Single(resolved.Sims).Iccid);
    }

    [Fact]
    public async Task The_stolen_pallet_gives_58_sims_one_duplicate_and_a_verdict_on_the_rest()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "data", "stolen-pallet.csv");
        var list = SimList.Read(await File.ReadAllTextAsync(file, Token)).Value!;
        foreach (var iccid in list.Entries.Select(e => Iccid.Cleaned(e.Text)).Where(i => i.Length == 20 && Iccid.Fault(i) is null).Distinct().Where(i => i is not (A or B)))
        {
            await AddAsync(iccid, null, null);
        }

        await using var stream = File.OpenRead(file);
        var resolved = await _console.Get<SimListResolver>().ResolveAsync((await SimList.ReadAsync(stream, Token)).Value!, FleetScope.All, Token);

        Assert.Equal(58, resolved.Sims.Count);
        Assert.Equal(1, resolved.Count(SimListVerdictKind.Duplicate));
        Assert.Equal([5, 20], resolved.Verdicts.Where(v => v.Text.Contains("E+", StringComparison.Ordinal)).Select(v => v.Line));
        Assert.Equal(63, resolved.Verdicts.Count);
        Assert.All(resolved.Verdicts.Where(v => v.Kind != SimListVerdictKind.Found), v => Assert.NotNull(v.Says));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n\n;;\n", "empty")]
    [InlineData("PK\u0003\u0004\u0000", "not a text")]
    [InlineData("a,b\nc,d", "Nothing in this list")]
    public void What_is_no_list_is_refused_with_a_sentence(string text, string says) =>
        Assert.Contains(says, SimList.Read(text).Refusal?.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_is_no_text_is_refused()
    {
        Assert.Contains("not a text", (await SimList.ReadAsync(new MemoryStream([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), Token)).Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await SimList.ReadAsync(new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"{A}\n{B}")]), Token)).Value!.Entries.Count);
    }

    [Fact]
    public void A_million_lines_are_read_and_more_are_refused()
    {
        var text = new StringBuilder();
        for (var i = 0; i < SimList.MostLines; i++)
        {
            text.Append("898830700031").Append((10_000_000 + i).ToString(System.Globalization.CultureInfo.InvariantCulture)).Append('\n');
        }

        Assert.Equal(SimList.MostLines, SimList.Read(text.ToString(0, text.Length - 1)).Value!.Entries.Count);
        Assert.Contains("1,000,000", SimList.Read(text.Append('x').ToString()).Refusal?.Message, StringComparison.Ordinal);
    }

    private async Task<ResolvedSimList> ResolveAsync(string text) => await _console.Get<SimListResolver>().ResolveAsync(SimList.Read(text).Value!, FleetScope.All, Token);

    private async Task AddAsync(string iccid, string? name, string? sid)
    {
        await using var db = _console.OpenDb();
        var now = Clock.Now(_console.Time);
        var sim = new Sim { Iccid = iccid, UniqueName = name, Sid = sid ?? Sid.New(Sim.SidPrefix), CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
        db.Sims.Add(sim);
        await db.SaveChangesAsync(Token);
    }
}
