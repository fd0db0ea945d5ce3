using System.Reflection;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using SimConsole.Api;
using SimConsole.Fleets;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Overview;
using SimConsole.People;
using SimConsole.Sims;

namespace SimConsole.Tests.Fleets;

/// <summary>Whoever is limited to a Fleet sees nothing of another one, on any page: pages are found by their addresses, and each is drawn.</summary>
public sealed class FleetScopePagesTests
{
    /// <summary>Those that show nothing of what hangs on a Fleet.</summary>
    private static readonly string[] Others = [nameof(ApiReferencePage)];

    private OneFleet _mine = null!;
    private OneFleet _theirs = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<(Type Type, string Template)> Pages => typeof(Sim).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<NeedsAttribute>() is { } needs && (Role.Security.May() & PermissionSets.WithinFleets).HasFlag(needs.Permission))
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => (type, route.Template)))
        .Where(page => !Others.Contains(page.type.Name));

    [Fact]
    public async Task No_page_shows_anything_of_another_fleet()
    {
        await using var page = await StartAsync();
        foreach (var (type, _) in Pages.Where(p => !p.Template.Contains('{', StringComparison.Ordinal)))
        {
            var drawn = page.Render(type, null);

            // Two take a list that somebody gives, one is about the network; all others show something of one's own.
            if (type.Name is not ("NewBulkChangePage" or "NewLossReportPage" or "NetworkPage" or nameof(NetworkAccessProfilesPage)))
            {
                drawn.WaitForAssertion(() => Assert.True(_mine.ToldBy(drawn.Markup).Any(), $"{type.Name} shows nothing of one's own: {drawn.Markup}"));
            }

            Assert.False(_theirs.ToldBy(drawn.Markup).Any(), $"{type.Name} shows {string.Join(", ", _theirs.ToldBy(drawn.Markup))}");
        }
    }

    [Fact]
    public async Task What_lies_outside_is_not_there_for_a_page_that_is_asked_for_it()
    {
        await using var page = await StartAsync();
        var asked = 0;
        foreach (var (type, _) in Pages.Where(p => p.Template.Contains("{Sid}", StringComparison.Ordinal)))
        {
            foreach (var name in _theirs.Words)
            {
                var drawn = page.Render(type, name);
                drawn.WaitForAssertion(() => Assert.Contains("There is no such", drawn.Markup, StringComparison.Ordinal));
                asked++;
            }
        }

        Assert.InRange(asked, 5 * _theirs.Words.Count, int.MaxValue);
        var profile = page.Render(typeof(NetworkAccessProfilePage), NetworkAccessProfile.DefaultName);
        profile.WaitForAssertion(() => Assert.Contains(_mine.Name, profile.Markup, StringComparison.Ordinal));
        Assert.Empty(_theirs.ToldBy(profile.Markup));
    }

    [Fact]
    public async Task Counts_and_searches_leave_it_out()
    {
        await using var page = await StartAsync();
        var (sims, overview) = (page.Console.SimReader, page.Console.Get<OverviewReader>());
        foreach (var search in new[] { "-sim-", "8988307", _theirs.Name, _theirs.Sims[0].Iccid })
        {
            var query = new SimQuery { Search = search };
            var found = await sims.ListAsync(query, 0, 50, _mine.Scope, Token);
            Assert.DoesNotContain(found, row => row.FleetId != _mine.Fleet.Id);
            Assert.Equal(found.Count, await sims.CountAsync(query, _mine.Scope, Token));
        }

        Assert.Equal(_mine.Sims.Count, (await sims.ListAsync(new SimQuery { Search = "-sim-" }, 0, 50, _mine.Scope, Token)).Count);
        foreach (var sort in Enum.GetValues<SimSort>())
        {
            Assert.Equal(_mine.Sims.Count, (await sims.ListAsync(new SimQuery { Sort = sort }, 0, 2, _mine.Scope, Token)).Count + (await sims.ListAsync(new SimQuery { Sort = sort }, 2, 50, _mine.Scope, Token)).Count);
        }

        var (all, read) = (await overview.ReadAsync(FleetScope.All, Token), await overview.ReadAsync(_mine.Scope, Token));
        Assert.Equal(2 * _mine.Sims.Count, all.Sims.Everything.Total);
        Assert.Equal(_mine.Sims.Count, read.Sims.Everything.Total);
        Assert.Equal((2, 1), (all.Hold.Sims, read.Hold.Sims));
        Assert.Equal((2, 1), (all.Drift.Waiting, read.Drift.Waiting));
        Assert.Equal((2, 1), (all.Failed.Count, read.Failed.Count));
        Assert.Equal((2, 1), (all.UnderWay.Count, read.UnderWay.Count));
        Assert.Equal([_mine.Name], read.Fleets.Select(fleet => fleet.UniqueName));
    }

    [Fact]
    public async Task What_reaches_beyond_ones_fleets_is_disabled_and_says_why()
    {
        await using var page = await StartAsync();
        var fleets = page.Render<FleetsPage>();
        fleets.WaitForAssertion(() => Assert.Contains(
            "The role Security, limited to 1 Fleet, may not do this: a new Fleet is none of them.", fleets.Find("fieldset[disabled] .not-permitted-why").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_administrator_limits_a_person_on_the_page_of_people_and_nothing_chosen_is_no_choice()
    {
        await using var page = await PageContext.StartAsync();
        var fleet = await page.Console.AddFleetAsync("meters");
        var invitations = page.Console.Get<InvitationService>();
        await invitations.AcceptAsync((await invitations.InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!.Token, "a password of the tests", Token);
        var people = page.Render<PeoplePage>();
        await people.WaitForElement("button[aria-label='Fleets… of ben']").ClickAsync(new());
        await people.WaitForElement(".choices input").ChangeAsync(new() { Value = false });
        people.WaitForAssertion(() => Assert.True(Save().HasAttribute("disabled")));
        await people.FindAll(".choices")[0].QuerySelectorAll("input")[1].ChangeAsync(new() { Value = true });
        people.WaitForAssertion(() => Assert.False(Save().HasAttribute("disabled")));
        await Save().ClickAsync(new());

        people.WaitForAssertion(() => Assert.Contains("ben is limited to 1 Fleet now", people.Find(".notice").TextContent, StringComparison.Ordinal));
        await using var db = page.Console.OpenDb();
        Assert.Equal(FleetScope.Of([fleet.Id]), (await db.Users.SingleAsync(p => p.UserName == "ben", Token)).Scope);

        AngleSharp.Dom.IElement Save() => people.FindAll("button").Single(button => button.TextContent.Trim() == "Save");
    }

    [Fact]
    public async Task Of_two_who_limit_the_same_person_the_second_is_told_who_was_first_keeps_his_choice_and_saves_it_by_pressing_again()
    {
        await using var page = await PageContext.StartAsync();
        var (meters, pumps) = (await page.Console.AddFleetAsync("meters"), await page.Console.AddFleetAsync("pumps"));
        var invitations = page.Console.Get<InvitationService>();
        var ben = (await invitations.AcceptAsync((await invitations.InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!.Token, "a password of the tests", Token)).Value!;
        var people = page.Render<PeoplePage>();
        await people.WaitForElement("button[aria-label='Fleets… of ben']").ClickAsync(new());
        await people.WaitForElement(".choices input").ChangeAsync(new() { Value = false });
        people.WaitForAssertion(() => Assert.Equal(3, people.FindAll(".choices")[0].QuerySelectorAll("input").Length));
        await people.FindAll(".choices")[0].QuerySelectorAll("input")[2].ChangeAsync(new() { Value = true });
        people.WaitForAssertion(() => Assert.False(Save().HasAttribute("disabled")));
        Assert.Null((await page.Console.Get<PeopleService>().LimitAsync(ben.Id, FleetScope.Of([meters.Id]), FleetScope.All, TestConsole.Someone, Token)).Refusal);

        await Save().ClickAsync(new());
        people.WaitForAssertion(() => Assert.Equal(
            "someone has changed the Fleets of ben since you opened them: ben is limited to meters now. Nothing was saved. Save again to overwrite it.", people.Find(".refusal").TextContent));
        Assert.Equal(FleetScope.Of([meters.Id]), await ScopeAsync());

        await Save().ClickAsync(new());
        people.WaitForAssertion(() => Assert.Contains("ben is limited to 1 Fleet now", people.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Equal(FleetScope.Of([pumps.Id]), await ScopeAsync());

        AngleSharp.Dom.IElement Save() => people.FindAll("button").Single(button => button.TextContent.Trim() == "Save");

        async Task<FleetScope> ScopeAsync()
        {
            await using var db = page.Console.OpenDb();
            return await db.Users.Where(p => p.Id == ben.Id).Select(p => p.Scope).SingleAsync(Token);
        }
    }

    private Task<PageContext> StartAsync() => PageContext.StartAsync(Role.Security, async console =>
    {
        await using var db = console.OpenDb();
        (_mine, _theirs) = (await OneFleet.AddAsync(db, "meters", 3, console.Time.Now()), await OneFleet.AddAsync(db, "trucks", 7, console.Time.Now()));
        return _mine.Scope;
    });
}
