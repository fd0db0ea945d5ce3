using Microsoft.EntityFrameworkCore;
using SimConsole.Inventory;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

public sealed class CardImportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_delivery_becomes_a_thousand_new_sims_in_four_fleets_and_a_second_time_nothing()
    {
        await using var console = await TestConsole.StartAsync();
        await using var file = await CardFiles.OpenDeliveryAsync();

        var preview = await console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);
        Assert.Equal(0, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
        Assert.Empty(await console.Fleets.ListAsync(FleetScope.All, Token));
        var first = await console.ImportAsync(file);
        var second = await console.ImportAsync(file);

        string[] fleets = ["cold-chain-eu", "meters-berlin", "meters-hamburg", "trackers-us"];
        Assert.Equal((1000, 1000, 0, 0, 0), Counts(preview));
        Assert.Equal((1000, 0, 0, 0), first.Counts);
        Assert.Equal((0, 1000, 0, 0), second.Counts);
        Assert.Equal(fleets, preview.NewFleets);
        Assert.Equal(string.Join('\n', fleets), first.Import.NewFleets);
        Assert.Empty(second.Import.NewFleets);
        foreach (var fleet in fleets)
        {
            Assert.Equal(250, await console.SimReader.CountAsync(new SimQuery { Fleets = [fleet], Statuses = [SimStatus.New] }, FleetScope.All, Token));
        }

        var unit = (await console.SimReader.FindAsync("unit-0003", FleetScope.All, Token))!;
        Assert.Equal(("89883070003100000746", "001010000000003", "88351000000003", "meters-hamburg"), (unit.Iccid, unit.Imsi, unit.Msisdn, unit.FleetName));
        await using var db = console.OpenDb();
        Assert.Equal(1000, await db.SimEvents.CountAsync(e => e.Kind == SimEventKind.Registered && e.Actor == TestConsole.Someone.Name, Token));
    }

    [Fact]
    public async Task An_imported_sim_is_refused_by_the_network_until_it_is_activated()
    {
        await using var console = await TestConsole.StartAsync();
        await using var file = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},1,001010000000001,,pump,north");
        await console.ImportAsync(file);
        Assert.False((await console.Network.AttachAsync(CardFiles.IccidOf(1), Token)).Accepted);

        await console.Sims.UpdateAsync("pump", new SimUpdate { Status = SimStatus.Active }, TestConsole.Someone, Token);
        await console.WorkAsync();

        Assert.Equal(SimStatus.Active, (await console.SimReader.FindAsync("pump", FleetScope.All, Token))!.Status);
        Assert.True((await console.Network.AttachAsync("001010000000001", Token)).Accepted);
    }

    [Fact]
    public async Task Each_line_is_judged_by_its_number_in_a_spreadsheet()
    {
        await using var console = await TestConsole.StartAsync();
        await console.AddSimAsync(name: "taken");
        var there = await console.AddSimAsync();
        var ruined = CardFiles.IccidOf(4)[..^1] + (CardFiles.IccidOf(4)[^1] == '0' ? '1' : '0');
        await using var file = await CardFiles.OfAsync(
            $"{CardFiles.IccidOf(1)},1,001010000000901,+49 30 1234567,first,north",
            "",
            $"{there.Iccid},1,,,,",
            $"{CardFiles.IccidOf(1)},1,,,,",
            $"{ruined},1,,,,",
            "8.98831E+18,1,,,,",
            "12345,1,,,,",
            $"{CardFiles.IccidOf(5)},1,1010000000001,,,",
            $"{CardFiles.IccidOf(6)},1,,12,,",
            $"{CardFiles.IccidOf(7)},1,001010000000901,,,",
            $"{CardFiles.IccidOf(8)},1,,,first,",
            $"{CardFiles.IccidOf(9)},1,,,taken,",
            $"{CardFiles.IccidOf(10)},1,{there.Imsi},,,",
            $"{CardFiles.IccidOf(11)},1,,,a/b,",
            $"{CardFiles.IccidOf(12)},1,,,,HF00000000000000000000000000000001",
            $"{CardFiles.IccidOf(13)},1,,,\"open,",
            $"{CardFiles.IccidOf(14)},1,,,,north,too,many",
            $"\"=\"\"{CardFiles.IccidOf(15)}\"\"\",1,,,,",
            $"{CardFiles.IccidOf(16)[..4]} {CardFiles.IccidOf(16)[4..]}F",
            ",1,,,nobody,");

        var preview = await console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);
        var report = await console.ImportAsync(file);

        (int, CardVerdictKind, string?)[] expected =
        [
            (2, CardVerdictKind.Good, null),
            (4, CardVerdictKind.AlreadyThere, "This card is a SIM already."),
            (5, CardVerdictKind.Duplicate, "The same ICCID is in line 2"),
            (6, CardVerdictKind.Bad, "The check digit of this ICCID is wrong"),
            (7, CardVerdictKind.Bad, "A spreadsheet has rounded this number"),
            (8, CardVerdictKind.Bad, "An ICCID has 19 or 20 digits; this has 5."),
            (9, CardVerdictKind.Bad, "An IMSI has 15 digits, this has 13."),
            (10, CardVerdictKind.Bad, "An MSISDN has 5 to 15 digits, this has 2."),
            (11, CardVerdictKind.Bad, "The IMSI 001010000000901 is in line 2 already."),
            (12, CardVerdictKind.Bad, "The name first is in line 2 already."),
            (13, CardVerdictKind.Bad, "Another SIM is named taken already."),
            (14, CardVerdictKind.Bad, $"The card {there.Iccid} has the IMSI {there.Imsi} already."),
            (15, CardVerdictKind.Bad, "A unique name cannot contain /"),
            (16, CardVerdictKind.Bad, "There is no Fleet HF00000000000000000000000000000001."),
            (17, CardVerdictKind.Bad, "A quotation mark is opened in this line"),
            (18, CardVerdictKind.Bad, "The line has 8 columns, the header 6."),
            (19, CardVerdictKind.Good, null),
            (20, CardVerdictKind.Good, null),
            (21, CardVerdictKind.Bad, "The ICCID is missing."),
        ];
        Assert.Equal(expected.Select(e => (e.Item1, e.Item2)), preview.Shown.Select(v => (v.Line, v.Kind)));
        Assert.All(expected.Zip(preview.Shown), pair => Assert.StartsWith(pair.First.Item3 ?? "", pair.Second.Says ?? "", StringComparison.Ordinal));
        Assert.Equal((19, 3, 1, 1, 14), Counts(preview));
        var kept = preview.Shown.Where(v => v.Kind != CardVerdictKind.Good).Select(v => (v.Line, v.Kind, v.Iccid, v.Says!));
        Assert.Equal(kept, report.Lines.Select(l => (l.Line, l.Kind, l.Iccid, l.Says)));
        Assert.Equal((3, 1, 1, 14), report.Counts);

        Assert.Equal(2 + 3, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
        Assert.Equal("49301234567", (await console.SimReader.FindAsync("first", FleetScope.All, Token))!.Msisdn);
    }

    [Fact]
    public async Task Two_imports_at_once_make_each_sim_once()
    {
        await using var console = await TestConsole.StartAsync();
        await using var one = await CardFiles.OpenDeliveryAsync();
        await using var two = await CardFiles.OpenDeliveryAsync();

        var reports = await Task.WhenAll(Task.Run(() => console.ImportAsync(one)), Task.Run(() => console.ImportAsync(two)));

        Assert.Equal(1000, reports.Sum(r => r.Import.Good));
        Assert.Equal(1000, reports.Sum(r => r.Import.AlreadyThere));
        Assert.Equal(1000, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
        Assert.Equal(4, (await console.Fleets.ListAsync(FleetScope.All, Token)).Count);
    }

    [Fact]
    public async Task A_file_whose_fleet_column_is_another_column_makes_a_hundred_fleets_at_most()
    {
        await using var console = await TestConsole.StartAsync();
        await using var file = await CardFiles.OfAsync([.. Enumerable.Range(1, 120).Select(i => $"{CardFiles.IccidOf(i)},1,,,,serial-{i}")]);

        var report = await console.ImportAsync(file);

        Assert.Equal((100, 0, 0, 20), report.Counts);
        Assert.StartsWith("There is no Fleet serial-101, and the file names 100 new ones already.", report.Lines[0].Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_put_into_the_inventory_are_no_sims_yet_and_need_their_codes()
    {
        await using var console = await TestConsole.StartAsync();
        await using var file = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},4711,001010000000001,,,", $"{CardFiles.IccidOf(2)},,,,,");

        var first = await console.ImportAsync(file, CardTarget.Inventory);
        var second = await console.ImportAsync(file, CardTarget.Inventory);
        Assert.Equal((1, 0, 0, 1), first.Counts);
        Assert.Equal((0, 1, 0, 1), second.Counts);
        Assert.Equal(0, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));

        await using var named = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},,,,pump,");
        await console.ImportAsync(named);

        Assert.Equal("001010000000001", (await console.SimReader.FindAsync("pump", FleetScope.All, Token))!.Imsi);
        await using var db = console.OpenDb();
        Assert.Empty(await db.InventoryCards.ToListAsync(Token));
    }

    private static (int Lines, int Good, int AlreadyThere, int Duplicates, int Bad) Counts(CardReport report) =>
        (report.Lines, report.Good, report.AlreadyThere, report.Duplicates, report.Bad);
}
