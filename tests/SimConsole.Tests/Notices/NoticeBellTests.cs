using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Notices;
using SimConsole.Sims;

namespace SimConsole.Tests.Notices;

/// <summary>The bell, the page of all notices, and what is kept of who has read.</summary>
public sealed class NoticeBellTests : IAsyncLifetime
{
    private static readonly Caller Ann = NoticingConsole.Person("ann");

    private PageContext _page = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        _page = await PageContext.StartAsync();
        _fleet = await Console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void A_bell_without_news_shows_no_number_and_says_so()
    {
        var bell = _page.Render<NoticeBell>();

        bell.WaitForAssertion(() => Assert.Contains("Nothing new.", bell.Markup, StringComparison.Ordinal));
        Assert.Equal(("Notices", "notices"), (bell.Find("button#bell").GetAttribute("aria-label"), bell.Find("button#bell").GetAttribute("popovertarget")));
        Assert.Empty(bell.FindAll(".bell-count, .notices-mark"));
        Assert.Equal("notices", bell.Find("#notices > a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_failure_rings_while_the_page_is_open_and_is_quiet_once_it_is_marked_as_read_in_every_browser()
    {
        var (bell, other) = (_page.Render<NoticeBell>(), _page.Render<NoticeBell>());
        bell.WaitForAssertion(() => Assert.Contains("Nothing new.", bell.Markup, StringComparison.Ordinal));

        var sim = await Console.FailAsync("pump", _fleet);
        await _page.LiveAsync(() => bell.FindAll(".bell-count").Count == 1 && other.FindAll(".bell-count").Count == 1);
        Assert.Equal(("1", "Notices, 1 unread"), (bell.Find(".bell-count").TextContent, bell.Find("#bell").GetAttribute("aria-label")));
        Assert.Equal($"sims/{sim.Sid}", bell.Find(".notice-line[data-unread][data-trouble] a").GetAttribute("href"));
        Assert.Equal("", bell.Find("[aria-live]").TextContent);

        bell.WaitForAssertion(() => bell.Find(".notices-mark").Click());
        await _page.LiveAsync(() => bell.FindAll(".bell-count").Count == 0 && other.FindAll(".bell-count").Count == 0);

        Assert.Single(bell.FindAll(".notice-line:not([data-unread])"));
        Assert.Equal(("Marked as read", "true"), (bell.Find(".notices-mark").TextContent, bell.Find(".notices-mark").GetAttribute("aria-disabled")));
        await using var db = Console.OpenDb();
        Assert.Equal(("ann", "ann"), await db.AuditEntries.Where(e => e.Kind == AuditKinds.NoticesRead).Select(e => new ValueTuple<string, string>(e.Actor, e.Subject!)).SingleAsync(Token));
    }

    [Fact]
    public async Task More_than_nine_are_nine_and_more_and_the_latest_ten_are_listed()
    {
        await using (var db = Console.OpenDb())
        {
            db.BulkChanges.AddRange(Enumerable.Range(0, 12).Select(i => new BulkChange
            {
                Kind = BulkChangeKind.Deactivate,
                State = BulkChangeState.Completed,
                Selection = "all",
                RequestedBy = "ann",
                CreatedAt = Console.Time.Now(),
                CommittedAt = Console.Time.Now(),
                EndedAt = Console.Time.Now().AddSeconds(-i),
                Selected = 1,
                Eligible = 1,
                Ordered = 1,
                Completed = 1,
            }));
            await db.SaveChangesAsync(Token);
        }

        var bell = _page.Render<NoticeBell>();
        bell.WaitForAssertion(() => Assert.Equal(10, bell.FindAll(".notice-line").Count));
        Assert.Equal(("9+", "Notices, 12 unread"), (bell.Find(".bell-count").TextContent, bell.Find("#bell").GetAttribute("aria-label")));
        Assert.Empty(bell.FindAll(".notice-line[data-trouble]"));
    }

    [Fact]
    public async Task A_stolen_sim_that_is_not_off_is_said_once_stays_when_all_is_marked_and_goes_when_it_is_off()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet);
        var bell = _page.Render<NoticeBell>();
        bell.WaitForAssertion(() => Assert.Contains("Nothing new.", bell.Markup, StringComparison.Ordinal));

        await Console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen, "K-17"), TestConsole.Someone, Token);
        await _page.LiveAsync(() => bell.FindAll(".bell[data-urgent]").Count == 1);
        Assert.Equal("1 SIM reported lost or stolen is not off yet.", bell.Find("[aria-live]").TextContent);
        Assert.Empty(bell.FindAll(".notices-mark"));

        await Console.WorkAsync();
        await _page.LiveAsync(() => bell.FindAll(".bell[data-urgent], .bell-count").Count == 0);
        Assert.Equal("", bell.Find("[aria-live]").TextContent);
    }

    [Fact]
    public async Task How_far_a_person_has_read_never_goes_back_and_a_program_has_read_nothing()
    {
        var (service, now) = (Console.Get<NoticeService>(), Console.Time.GetUtcNow());
        Assert.Null((await service.FindAsync(Ann, Token)).ReadAt);
        Assert.Equal(now, (await service.MarkReadAsync(now, Ann, Token)).Value!.ReadAt);
        Assert.Equal(now, (await service.MarkReadAsync(now.AddDays(-1), Ann, Token)).Value!.ReadAt);
        Assert.Equal(now, (await service.FindAsync(Ann, Token)).ReadAt);

        var program = Ann with { Actor = new Actor("ann", OrderSource.Api) };
        Assert.NotNull((await service.MarkReadAsync(now.AddDays(1), program, Token)).Refusal);
        Assert.Null((await service.FindAsync(program, Token)).ReadAt);
        Assert.Null((await service.FindAsync(NoticingConsole.Person("ben"), Token)).ReadAt);
    }

    [Fact]
    public async Task The_page_lists_by_day_and_marks_all_as_read()
    {
        await FailedAsync("pump", daysAgo: 1);
        await Console.FailAsync("valve", _fleet);

        var page = _page.Render<NoticesPage>();
        page.WaitForAssertion(() => Assert.Equal(["Sunday 1 March 2026", "Saturday 28 February 2026"], page.FindAll("h2").Select(heading => heading.TextContent)));
        Assert.Equal(2, page.FindAll(".notice-line[data-unread]").Count);
        Assert.Contains("Days are those of UTC.", page.Markup, StringComparison.Ordinal);

        page.WaitForAssertion(() => page.FindAll("button").Single(button => button.TextContent.Trim() == "Mark all as read").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".notice-line[data-unread]")));
        Assert.Equal(2, page.FindAll(".notice-line").Count);
        Assert.Contains("Marked as read", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_seven_days_or_thirty()
    {
        await FailedAsync("pump", daysAgo: 10);

        var page = _page.Render<NoticesPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing in the last 7 days", page.Markup, StringComparison.Ordinal));
        _page.Navigation.NavigateTo("notices?days=30");
        page = _page.Render<NoticesPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".notice-line")));
        Assert.Equal("30 days", page.Find(".filter-pill[aria-current=true]").TextContent);
    }

    private async Task FailedAsync(string name, int daysAgo)
    {
        var (sim, then) = (await Console.FailAsync(name, _fleet), Console.Time.Now().AddDays(-daysAgo));
        await using var db = Console.OpenDb();
        await db.StatusChanges.Where(c => c.SimId == sim.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.EndedAt, then), Token);
    }
}
