using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.Tests.People;

/// <summary>What the pages offer to whom, and what they say of the rest.</summary>
public sealed class RolePagesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Viewer, false, false)]
    [InlineData(Role.Operator, true, false)]
    [InlineData(Role.Administrator, true, true)]
    public async Task The_navigation_offers_what_the_role_may_open(Role role, bool imports, bool people)
    {
        await using var page = await PageContext.StartAsync(role);
        var offered = page.Render<NavMenu>().FindAll("a").Select(a => a.GetAttribute("href")).ToList();
        Assert.Contains("sims", offered);
        Assert.Equal(imports, offered.Contains("import"));
        Assert.Equal(people, offered.Contains("people"));
    }

    [Fact]
    public async Task A_form_that_a_role_may_not_use_is_disabled_and_says_why()
    {
        await using var page = await PageContext.StartAsync(Role.Viewer);
        var fleets = page.Render<FleetsPage>();
        fleets.WaitForAssertion(() => Assert.Contains("The role Viewer lacks the permission fleets.write.", fleets.Find("fieldset[disabled] .not-permitted-why").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_button_that_is_pressed_all_the_same_changes_nothing_and_says_why()
    {
        await using var page = await PageContext.StartAsync(Role.Viewer);
        var sim = await page.Console.AddSimAsync(SimStatus.Inactive);
        var button = page.Render<SimActionButton>(parameters => parameters.Add(b => b.Sim, sim));

        Assert.Equal("true", button.Find("button").GetAttribute("aria-disabled"));
        Assert.Contains("lacks the permission sims.write", button.Find(".action-refusal").TextContent, StringComparison.Ordinal);
        await button.Find("button").ClickAsync(new());

        Assert.Equal(SimStatus.Inactive, (await page.Console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!.Status);
    }

    [Fact]
    public async Task People_are_invited_given_another_role_suspended_and_removed_on_their_page()
    {
        await using var page = await PageContext.StartAsync();
        var people = page.Render<PeoplePage>();
        people.WaitForElement("input").Input("ben");
        await people.Find("form").SubmitAsync();
        people.WaitForElement(".invitation-link");
        var link = new Uri(people.Find(".invitation-link").TextContent);
        Assert.Single(people.FindAll(".invitations li"));

        var token = link.Query["?token=".Length..];
        var ben = (await page.Console.Get<InvitationService>().AcceptAsync(token, "a password of the tests", Token)).Value!;
        people = page.Render<PeoplePage>();
        people.WaitForAssertion(() => Assert.Equal(2, people.FindAll("select[aria-label^='Role of']").Count));
        await people.Find("select[aria-label='Role of ben']").ChangeAsync(new() { Value = "Auditor" });
        people.WaitForAssertion(() => Assert.Contains("ben has the role Auditor now", people.Find(".notice").TextContent, StringComparison.Ordinal));
        await people.Find("button[aria-label='Suspend ben']").ClickAsync(new());
        people.WaitForElement("button[aria-label='Let ben sign in again']");

        await people.Find("button[aria-label='Remove ben']").ClickAsync(new());
        await people.FindAll("[role=alert] button").First(button => button.TextContent.Contains("Remove", StringComparison.Ordinal)).ClickAsync(new());
        people.WaitForAssertion(() => Assert.Single(people.FindAll("select[aria-label^='Role of']")));
        await using var db = page.Console.OpenDb();
        Assert.False(await db.Users.AnyAsync(p => p.Id == ben.Id, Token));
    }

    [Fact]
    public async Task The_last_administrator_is_told_that_he_is_on_his_own_page()
    {
        await using var page = await PageContext.StartAsync();
        var people = page.Render<PeoplePage>();
        await people.WaitForElement("select[aria-label='Role of ann']").ChangeAsync(new() { Value = "Viewer" });
        people.WaitForAssertion(() => Assert.Contains("the last administrator", people.Find(".refusal").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Role.Viewer, 1)]
    [InlineData(Role.Administrator, 2)]
    public async Task Everybody_sees_his_sessions_and_an_administrator_those_of_all(Role role, int shown)
    {
        await using var page = await PageContext.StartAsync(role);
        await using (var db = page.Console.OpenDb())
        {
            var other = new Person { UserName = "ben", NormalizedUserName = "BEN" };
            db.Users.Add(other);
            await db.SaveChangesAsync(Token);
            await page.Console.Get<SessionService>().BeginAsync(other.Id, "192.0.2.8", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", null, Token);
        }

        var sessions = page.Render<SessionsPanel>();
        sessions.WaitForAssertion(() => Assert.Equal(shown, sessions.FindAll("button[aria-label^='End the session']").Count));
        Assert.Contains("this page", sessions.Markup, StringComparison.Ordinal);
        Assert.Equal(role == Role.Administrator, sessions.Markup.Contains("Firefox on Linux", StringComparison.Ordinal));
    }
}
