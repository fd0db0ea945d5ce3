using Microsoft.EntityFrameworkCore;
using SimConsole.Inventory;

namespace SimConsole.Tests.Inventory;

public sealed class CardKeyTests
{
    private const string Ki = "0123456789abcdef0123456789ABCDEF";
    private const string Opc = "fedcba9876543210fedcba9876543210";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "", "", null)]
    [InlineData("", Ki, Opc, null)]
    [InlineData("Milenage", Ki, Opc, null)]
    [InlineData("comp128v3", Ki, "", null)]
    [InlineData("rot13", Ki, Opc, "none of comp128v1, comp128v2, comp128v3, milenage")]
    [InlineData("milenage", "", Opc, "key (ki) is missing")]
    [InlineData("", "", Opc, "key (ki) is missing")]
    [InlineData("", Ki, "", "takes an opc")]
    [InlineData("comp128v1", Ki, Opc, "Only Milenage")]
    [InlineData("", "0123", Opc, "32 hexadecimal digits; this has 4")]
    [InlineData("", "0123456789abcdef0123456789abcdeg", Opc, "32 hexadecimal digits")]
    [InlineData("", Ki, "1.2E+31", "opc has 32 hexadecimal digits")]
    public async Task A_key_is_checked_and_a_fault_does_not_repeat_it(string algorithm, string ki, string opc, string? fault)
    {
        await using var console = await TestConsole.StartAsync();
        await using var file = (await CardFiles.ReceiveAsync($"iccid,algorithm,ki,opc\n{CardFiles.IccidOf(1)},{algorithm},{ki},{opc}\n")).Value!;
        var report = await console.ImportAsync(file);

        await using var db = console.OpenDb();
        Assert.Equal(fault is null ? 1 : 0, await db.Sims.CountAsync(Token));
        Assert.Equal(fault is null && ki.Length > 0 ? 1 : 0, await db.CardKeys.CountAsync(Token));
        if (fault is not null)
        {
            var says = Assert.Single(report.Lines).Says;
            Assert.Contains(fault, says, StringComparison.Ordinal);
            Assert.DoesNotContain(Ki[..8], says, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task The_database_does_not_show_a_key_and_the_application_reads_it()
    {
        await using var console = await TestConsole.StartAsync();
        await using var file = (await CardFiles.ReceiveAsync($"iccid,registration_code,ki,opc\n{CardFiles.IccidOf(1)},abc,{Ki},{Opc}\n")).Value!;
        await console.ImportAsync(file, CardTarget.Inventory);
        await console.ImportAsync(file);

        await using var db = console.OpenDb();
        var stored = Assert.Single(await db.CardKeys.ToListAsync(Token));
        Assert.DoesNotContain(Ki, stored.Secret, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Opc, stored.Secret, StringComparison.OrdinalIgnoreCase);
        var key = Assert.Single(await console.Get<CardKeyStore>().ReadAsync([CardFiles.IccidOf(1), CardFiles.IccidOf(2)], Token)).Value;
        Assert.Equal(new CardKey("milenage", Ki.ToLowerInvariant(), Opc), key);
        Assert.Equal("milenage", key.ToString());
    }
}
