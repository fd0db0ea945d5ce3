using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

public sealed class RegisterTests
{
    private static readonly string Card = CardFiles.IccidOf(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registering_takes_the_card_out_of_the_inventory_and_makes_a_new_sim()
    {
        await using var console = await TestConsole.StartAsync();
        await AddCardAsync(console, "001010000000001");

        var registered = await RegisterAsync(console, Card, "4711");

        var sim = registered.Value!.Sim;
        Assert.False(registered.Value.Scheduled);
        Assert.Equal((Card, "001010000000001", "88351000000001", SimStatus.New), (sim.Iccid, sim.Imsi, sim.Msisdn, sim.Status));
        await using var db = console.OpenDb();
        Assert.Empty(await db.InventoryCards.ToListAsync(Token));
        var told = Assert.Single(await db.SimEvents.ToListAsync(Token));
        Assert.Equal((sim.Id, SimEventKind.Registered, TestConsole.Someone.Name), (told.SimId, told.Kind, told.Actor));
        Assert.False((await console.Network.AttachAsync(Card, Token)).Accepted);
    }

    [Fact]
    public async Task On_the_simulated_network_any_card_registers_with_its_last_ten_digits()
    {
        await using var console = await TestConsole.StartAsync();

        Assert.Equal(Card, (await RegisterAsync(console, Card, Card[^10..])).Value!.Sim.Iccid);
    }

    [Fact]
    public async Task A_card_of_the_inventory_has_no_code_but_its_own()
    {
        await using var console = await TestConsole.StartAsync();
        await AddCardAsync(console);

        Assert.Equal(83002, (await RegisterAsync(console, Card, Card[^10..])).Refusal!.Code);
    }

    [Fact]
    public async Task A_registered_card_is_refused_with_the_sid_of_its_sim()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = (await RegisterAsync(console, Card, Card[^10..])).Value!.Sim;

        var again = await RegisterAsync(console, Card, Card[^10..]);

        Assert.Equal(83003, again.Refusal!.Code);
        Assert.Contains(sim.Sid, again.Refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "4711", 83001, "Iccid is missing.")]
    [InlineData("89883070003100000001", " ", 83001, "RegistrationCode is missing.")]
    [InlineData("89883070003100000002", "3100000002", 83002, "89883070003100000002 cannot be registered. The check digit")]
    [InlineData("89883070003100000001", "0000000000", 83002, "This is not the registration code")]
    public async Task What_cannot_be_registered_is_refused_with_a_sentence(string iccid, string code, int error, string sentence)
    {
        await using var console = await TestConsole.StartAsync();

        var refusal = (await RegisterAsync(console, iccid, code)).Refusal!;

        Assert.Equal(error, refusal.Code);
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_with_the_imsi_of_another_sim_is_refused()
    {
        await using var console = await TestConsole.StartAsync();
        var other = await console.AddSimAsync();
        await AddCardAsync(console, other.Imsi);

        var refusal = (await RegisterAsync(console, Card, "4711")).Refusal!;

        Assert.Equal(83002, refusal.Code);
        Assert.Contains(other.Sid, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_another_network_only_the_inventory_can_be_registered()
    {
        await using var console = await TestConsole.StartAsync();
        var service = new InventoryService(console.Get<IDbContextFactory<SimConsoleDb>>(), console.SimReader, new OtherNetwork(), new SimConsole.Reconciliation.ReconcileSignal(), console.Get<SimConsole.Live.LiveFeed>(), console.Time);

        var refusal = (await service.RegisterAsync(Card, Card[^10..], TestConsole.Someone, Token)).Refusal!;

        Assert.Equal(83002, refusal.Code);
        Assert.StartsWith($"No card {Card} is in the inventory.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_register_a_card_at_once_one_gets_it()
    {
        await using var console = await TestConsole.StartAsync();
        await AddCardAsync(console);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RegisterAsync(console, Card, "4711"))));

        Assert.Single(results, r => r.Value is not null);
        Assert.Equal(7, results.Count(r => r.Refusal?.Code == 83003));
    }

    private static Task<Result<SimUpdated>> RegisterAsync(TestConsole console, string iccid, string code) =>
        console.Get<InventoryService>().RegisterAsync(iccid, code, TestConsole.Someone, Token);

    private static async Task AddCardAsync(TestConsole console, string? imsi = null)
    {
        await using var db = console.OpenDb();
        db.InventoryCards.Add(new InventoryCard { Iccid = Card, RegistrationCode = "4711", Imsi = imsi, Msisdn = "88351000000001", ImportedAt = console.Time.Now() });
        await db.SaveChangesAsync(Token);
    }

    private sealed class OtherNetwork : INetworkAuthority
    {
        public Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token) => throw new NotSupportedException();

        public Task<AuthorityHealth> CheckAsync(CancellationToken token) => throw new NotSupportedException();
    }
}
