using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class SignInJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task A_page_asks_who_is_there_and_leads_on_and_signing_out_ends_it()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?status=active");
        Assert.EndsWith("/sims?status=active", page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();

        await page.GotoAsync("/sims");
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_make_the_next_wait_but_not_where_the_person_signed_in_before()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var known = await browser.SignInAsync(console);
        var page = await browser.OpenAsync(console, "/sign-in");
        for (var i = 0; i < 6; i++)
        {
            await Browser.FillInAsync(page, i < 5 ? $"wrong password {i}" : RunningConsole.Password);
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("After 5 of them, wait 5 minutes");
            await Expect(page.GetByLabel("Password")).ToBeEmptyAsync();
        }

        await known.Context.ClearCookiesAsync(new() { NameRegex = new("^simconsole-[0-9a-f]{8}$") });
        await known.GotoAsync("/sims");
        await Browser.FillInAsync(known, RunningConsole.Password);
        await Expect(known.Locator(".page-header h1, .empty-state").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_changed_password_counts_at_once_and_the_old_one_no_more()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/settings");
        await page.GetByLabel("Present password").FillAsync(RunningConsole.Password);
        await page.GetByLabel("New password").FillAsync("another password of the tests");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("the password was changed");
        await Browser.FillInAsync(page, RunningConsole.Password);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not match");
        await Browser.FillInAsync(page, "another password of the tests");
        await Expect(page).ToHaveURLAsync($"{console.Address}/settings");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_page_that_is_open_elsewhere_and_says_why()
    {
        var elsewhere = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        var page = await sample.Browser.SignInAsync(sample.Console, "/settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();

        foreach (var ended in new[] { page, elsewhere })
        {
            await Expect(ended.GetByRole(AriaRole.Status)).ToContainTextAsync("You were signed out");
        }

        await Looks.PictureAsync(elsewhere, "sign-in-ended");
        await Browser.FillInAsync(elsewhere, RunningConsole.Password);
        await Expect(elsewhere).ToHaveURLAsync($"{sample.Console.Address}/fleets");
    }

    [Fact]
    public async Task Signing_out_ends_the_other_pages_of_that_browser()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(other.GetByRole(AriaRole.Status)).ToContainTextAsync("You were signed out");
        await other.GotoAsync("/settings");
        Assert.Contains("/sign-in", other.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_person_who_was_removed_ends_while_nobody_touches_it()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/settings");
        await using (var db = new SqliteConnection(console.Database))
        {
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var remove = db.CreateCommand();
            remove.CommandText = "DELETE FROM AspNetUsers";
            await remove.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("this name may no longer use the console", new() { Timeout = 600_000 });
    }

    [Fact]
    public async Task A_key_made_on_the_page_opens_the_api_until_it_is_revoked_there()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/settings");
        await page.GetByLabel("The program that will use it").FillAsync("nightly job");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).ClickAsync();
        var copies = page.Locator("[role=status] [data-copy]");
        await Expect(copies).ToHaveCountAsync(2);
        using var program = sample.Console.Program(await copies.Nth(0).GetAttributeAsync("data-copy") ?? "", await copies.Nth(1).GetAttributeAsync("data-copy") ?? "");

        Assert.Equal(200, (int)(await program.GetAsync("/v1/Sims", TestContext.Current.CancellationToken)).StatusCode);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the key of nightly job" }).ClickAsync();
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "nightly job" })).ToContainTextAsync("Revoked");
        Assert.Equal(401, (int)(await program.GetAsync("/v1/Sims", TestContext.Current.CancellationToken)).StatusCode);
    }
}
