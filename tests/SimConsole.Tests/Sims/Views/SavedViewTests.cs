using SimConsole.Sims;
using SimConsole.Sims.Views;

namespace SimConsole.Tests.Sims.Views;

public sealed class SavedViewTests : IAsyncLifetime
{
    private static readonly SimsAddress Stolen = new() { Query = new SimQuery { Statuses = [SimStatus.Inactive], Held = true }, Columns = [SimColumn.Note], Page = 7 };

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Bob { get; } = TestConsole.Someone with { Actor = new Actor("bob", OrderSource.Console) };

    private SavedViewService Views => _console.Get<SavedViewService>();

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_view_is_an_address_that_its_owner_sees_and_everybody_where_it_is_for_all()
    {
        await SaveAsync("Stolen", Stolen);
        await SaveAsync("All of us", new SimsAddress(), forAll: true);

        var mine = await Views.ListAsync(TestConsole.Someone, Token);
        Assert.Equal([("All of us", "sims"), ("Stolen", "sims?status=inactive&held=true&columns=note")], mine.Select(view => (view.Name, view.Address)));
        Assert.Equal(Stolen with { Page = 1 }, SimsAddress.Parse($"http://localhost/{mine[1].Address}"));
        Assert.Equal(["All of us"], (await Views.ListAsync(Bob, Token)).Select(view => view.Name));

        // Nobody takes away what another keeps for himself.
        Assert.Null(await Views.RemoveAsync(mine[1].Id, Bob, Token));
        Assert.Equal(2, (await Views.ListAsync(TestConsole.Someone, Token)).Count);
        Assert.Null(await Views.RemoveAsync(mine[0].Id, Bob, Token));
        Assert.Null(await Views.RemoveAsync(mine[0].Id, Bob, Token));
        Assert.Equal(["Stolen"], (await Views.ListAsync(TestConsole.Someone, Token)).Select(view => view.Name));
    }

    [Fact]
    public async Task A_name_is_kept_once()
    {
        await Task.WhenAll(SaveAsync("Stolen", Stolen), SaveAsync("stolen", Stolen));
        await SaveAsync("STOLEN", new SimsAddress());
        Assert.Equal("sims", Assert.Single(await Views.ListAsync(TestConsole.Someone, Token)).Address);
    }

    [Theory]
    [InlineData(" ", "has no name")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890", "at most 60")]
    [InlineData("a\u0007", "control characters")]
    public async Task A_name_that_cannot_be_one_is_refused(string name, string says) =>
        Assert.Contains(says, (await Views.SaveAsync(name, Stolen, false, TestConsole.Someone, Token)).Refusal?.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Who_only_reads_keeps_views_for_himself_and_none_for_all()
    {
        var viewer = Bob with { May = Permissions.SimsRead };
        Assert.Null((await Views.SaveAsync("Stolen", Stolen, false, viewer, Token)).Refusal);
        Assert.Equal(ErrorCodes.NotPermitted, (await Views.SaveAsync("Stolen", Stolen, true, viewer, Token)).Refusal?.Code);

        var limited = Bob with { Scope = FleetScope.Of([1]) };
        Assert.Equal(ErrorCodes.NotPermitted, (await Views.SaveAsync("Stolen", Stolen, true, limited, Token)).Refusal?.Code);
    }

    private async Task SaveAsync(string name, SimsAddress address, bool forAll = false) => Assert.Null((await Views.SaveAsync(name, address, forAll, TestConsole.Someone, Token)).Refusal);
}
