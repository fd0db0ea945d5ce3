using CsCheck;
using SimConsole.Inventory;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

/// <summary>A spreadsheet drops the zeros at the front of an IMSI. They are put back after a person's yes, where the other IMSIs of the file leave one answer.</summary>
public sealed class MendedImsiTests : IAsyncLifetime
{
    private const int WholeLength = 15;

    /// <summary>Two of them look like others that have lost their zeros.</summary>
    private static readonly string[] Networks = ["00101", "00102", "01234", "10100", "12340", "23450"];

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_one_with_an_answer_is_mended_on_request_and_the_one_that_lost_another_digit_stays_named()
    {
        await using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "data", "imsi.csv"));
        await using var file = (await CardFile.ReceiveAsync(stream, null, Token)).Value!;
        var refused = await PreviewAsync(file);
        Assert.Equal((3, 2, 1), (refused.Good, refused.Bad, refused.Mendable));
        Assert.Equal([new MendedImsi(6, "1010000000035", "001010000000035")], refused.Mended);

        file.AcceptsMended = true;
        var accepted = await PreviewAsync(file);
        var imported = await _console.ImportAsync(file);

        Assert.Equal((4, 1, 1), (accepted.Good, accepted.Bad, accepted.Mendable));
        Assert.Equal((4, 0, 0, 1), imported.Counts);
        Assert.Contains("this has 14", Assert.Single(imported.Lines).Says, StringComparison.Ordinal);
        Assert.Equal(["001010000000034", "001010000000035", "234500000000031", "234500000000032"], (await ImsisAsync()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("001010000000001 1010000000002", 1)]
    [InlineData("1010000000002 001010000000001", 1)]
    [InlineData("IMSI001010000000001 imsi-1010000000002", 1)]
    [InlineData("012340000000001 12340000000002", 1)]
    [InlineData("012340000000001 012350000000001 12340000000002 12350000000002 12360000000002", 2)]
    [InlineData("1010000000002", 0)]
    [InlineData("234500000000001 1010000000002", 0)]
    [InlineData("001010000000001 101000000000", 0)]
    [InlineData("001010000000001 10100000000002", 0)]
    [InlineData("001010000000001 01010000000002", 0)]
    [InlineData("001010000000001 1020000000002", 0)]
    [InlineData("001010000000001 1010000000x02", 0)]
    [InlineData("012340000000001 123400000000001 12340000000002", 0)]
    public async Task Only_lost_zeros_that_leave_one_answer_are_put_back(string imsis, int mended)
    {
        string[] given = imsis.Split(' ');
        await using var file = await CardFiles.OfAsync([.. given.Select((imsi, i) => $"{CardFiles.IccidOf(i)},,{imsi},,,")]);
        Assert.Equal(mended, (await PreviewAsync(file)).Mendable);
        var without = await PreviewAsync(file);
        file.AcceptsMended = true;
        Assert.Equal(without.Good + mended, (await PreviewAsync(file)).Good);
        Assert.Equal(without.Good + mended, (await _console.ImportAsync(file)).Import.Good);
    }

    /// <summary>Whatever networks the cards of a file have: what a spreadsheet leaves of it is, mended, what was delivered, or is named; it is never another number.</summary>
    [Fact]
    public Task What_is_mended_is_what_was_delivered() =>
        Gen.Select(Gen.Int[0, Networks.Length - 1].Select(i => Networks[i]).Array[1, 3], Gen.Int[0, 999_999_999].Array[2, 12], Gen.Bool.Array[12]).SampleAsync(async (networks, numbers, ruined) =>
        {
            string[] delivered = [.. numbers.Distinct().Select((number, i) => $"{networks[i % networks.Length]}{number:D10}")];
            string[] left = [.. delivered.Select((imsi, i) => ruined[i] ? imsi.TrimStart('0') : imsi)];
            await using var file = await CardFiles.OfAsync([.. left.Select((imsi, i) => $"{CardFiles.IccidOf(i)},,{imsi},,,")]);
            file.AcceptsMended = true;
            var report = await PreviewAsync(file);

            Assert.Equal(left.Length, report.Good + report.Bad);
            Assert.All(report.Mended, imsi => Assert.Equal(delivered[imsi.Line - 2], imsi.Imsi));
            Assert.Equal(report.Mendable, report.Mended.Count);
            Assert.Equal(left.Count(imsi => imsi.Length == WholeLength) + report.Mendable, report.Good);

            // Where all networks are seen whole, and none looks like another's without its zeros, nothing is left to a person.
            var whole = delivered.Where((_, i) => left[i].Length == WholeLength).Select(imsi => imsi[..5]).ToHashSet();
            if (delivered.All(imsi => whole.Contains(imsi[..5])) && !whole.Overlaps(["10100", "12340"]))
            {
                Assert.Equal(0, report.Bad);
            }
        }, iter: 100, threads: 1);

    [Fact]
    public async Task Two_lines_that_are_one_imsi_once_it_is_mended_are_told()
    {
        await using var file = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},,001010000000001,,,", $"{CardFiles.IccidOf(2)},,1010000000001,,,");
        file.AcceptsMended = true;
        var report = await PreviewAsync(file);
        Assert.Contains("The IMSI 001010000000001 is in line 2 already.", Assert.Single(report.Shown, v => v.Kind == CardVerdictKind.Bad).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_column_is_judged_anew_and_keeps_the_yes()
    {
        await using var file = (await CardFiles.ReceiveAsync($"iccid,imsi,second\n{CardFiles.IccidOf(1)},001010000000001,012340000000001\n{CardFiles.IccidOf(2)},1010000000002,12340000000002\n")).Value!;
        file.AcceptsMended = true;
        Assert.Equal("001010000000002", Assert.Single((await PreviewAsync(file)).Mended).Imsi);
        file.Take(2, CardField.Imsi);
        Assert.True(file.AcceptsMended);
        Assert.Equal("012340000000002", Assert.Single((await PreviewAsync(file)).Mended).Imsi);
        await _console.ImportAsync(file);
        Assert.Equal(["012340000000001", "012340000000002"], (await ImsisAsync()).Order(StringComparer.Ordinal));
    }

    private Task<CardReport> PreviewAsync(CardFile file) => _console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);

    private async Task<IEnumerable<string?>> ImsisAsync() => (await _console.SimReader.ListAsync(new SimQuery(), 0, 100, FleetScope.All, Token)).Select(sim => sim.Imsi);
}
