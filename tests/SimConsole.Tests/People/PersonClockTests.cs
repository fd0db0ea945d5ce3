using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.People;

namespace SimConsole.Tests.People;

/// <summary>Each person's own time zone, and how times are written for him.</summary>
public sealed class PersonClockTests : IAsyncLifetime
{
    private static readonly Caller Ann = TestConsole.Someone with { Actor = new Actor("ann", OrderSource.Console) };

    private PageContext _page = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PersonClockService Clocks => _page.Console.Get<PersonClockService>();

    public async ValueTask InitializeAsync() => _page = await PageContext.StartAsync(Role.Viewer);

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task A_person_begins_with_the_clock_of_the_browser_and_keeps_the_one_that_he_chooses()
    {
        Assert.Equal(new PersonClock(null, TimeFormat.Iso), await Clocks.FindAsync(Ann, Token));

        Assert.Null((await Clocks.ChangeAsync(new PersonClock("Asia/Tokyo", TimeFormat.DayFirst), Ann, Token)).Refusal);

        Assert.Equal(new PersonClock("Asia/Tokyo", TimeFormat.DayFirst), await Clocks.FindAsync(Ann, Token));
        await using var db = _page.Console.OpenDb();
        var entry = await db.AuditEntries.SingleAsync(e => e.Kind == AuditKinds.PersonClockChanged, Token);
        Assert.Equal(("ann", "ann"), (entry.Actor, entry.Subject));
        Assert.Contains("Asia/Tokyo", entry.Changes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("europe/berlin")]
    [InlineData("../Europe/Berlin")]
    [InlineData("")]
    public async Task A_zone_that_there_is_not_is_refused_with_a_sentence(string zone)
    {
        var refusal = (await Clocks.ChangeAsync(new PersonClock(zone, TimeFormat.Iso), Ann, Token)).Refusal;

        Assert.Equal($"There is no time zone '{zone}'. Give an IANA name such as Europe/Berlin, or UTC.", refusal?.Message);
        Assert.Equal(new PersonClock(null, TimeFormat.Iso), await Clocks.FindAsync(Ann, Token));
    }

    [Fact]
    public async Task A_program_has_no_clock_of_its_own_though_it_is_called_like_a_person()
    {
        var program = Ann with { Actor = new Actor("ann", OrderSource.Api) };

        Assert.NotNull((await Clocks.ChangeAsync(new PersonClock("UTC", TimeFormat.Iso), program, Token)).Refusal);
        Assert.Equal(new PersonClock(null, TimeFormat.Iso), await Clocks.FindAsync(Ann, Token));
    }

    [Fact]
    public async Task The_panel_saves_what_is_chosen_and_says_what_is_wrong()
    {
        var panel = _page.Render<ClockPanel>();
        panel.Find("input").Change("Mars/Olympus");
        panel.Find("form").Submit();
        await Wait.UntilAsync(() => Task.FromResult(panel.FindAll("[role=alert]").Count == 1));
        Assert.Contains("There is no time zone 'Mars/Olympus'.", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        panel.Find("input").Change(" America/New_York ");
        panel.Find("select").Change(nameof(TimeFormat.MonthFirst));
        panel.Find("form").Submit();
        await Wait.UntilAsync(() => Task.FromResult(panel.FindAll("[role=status]").Count == 1));

        Assert.Equal(new PersonClock("America/New_York", TimeFormat.MonthFirst), await Clocks.FindAsync(Ann, Token));
        Assert.Equal("America/New_York", _page.Render<ClockPanel>().Find("input").GetAttribute("value"));
    }
}
