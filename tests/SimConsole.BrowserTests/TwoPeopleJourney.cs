using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>Two people who work on one thing at the same time see what the other does, and overwrite nothing of it.</summary>
public sealed class TwoPeopleJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    private const string Password = "four words nobody guesses";

    [Fact]
    public async Task Of_two_who_edit_one_fleet_the_second_is_told_who_was_first_and_keeps_what_he_typed()
    {
        var admin = await sample.Browser.SignInAsync(sample.Console, "/people");
        var link = await PeopleJourney.InviteAsync(admin, "mara", "Operator");
        var mara = await sample.Browser.OpenAsync(sample.Console, link);
        await mara.GetByLabel("New password").FillAsync(Password);
        await mara.GetByLabel("Repeat the password").FillAsync(Password);
        await mara.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(mara.Locator(".page-header:not(.first-paint) h1")).ToBeVisibleAsync();

        await admin.GotoAsync("/fleets");
        var fleet = (await admin.Locator("tbody a.row-link").First.GetAttributeAsync("href"))!;
        await admin.GotoAsync($"/{fleet}");
        await mara.GotoAsync($"/{fleet}");
        var (limitOfAdmin, limitOfMara) = (Limit(admin), Limit(mara));
        await Expect(limitOfMara).ToBeVisibleAsync();
        await limitOfMara.FillAsync("345");
        await limitOfAdmin.FillAsync("234");
        await Save(admin).ClickAsync();
        await Expect(admin.GetByText("Saved", new() { Exact = false }).First).ToBeVisibleAsync();

        await Save(mara).ClickAsync();
        await Expect(mara.GetByRole(AriaRole.Alert)).ToContainTextAsync("admin");
        await Expect(mara.GetByRole(AriaRole.Alert)).ToContainTextAsync("234");
        await Expect(limitOfMara).ToHaveValueAsync("345");
        await admin.ReloadAsync();
        await Expect(Limit(admin)).ToHaveValueAsync("234");

        // Having read it, she decides.
        await Save(mara).ClickAsync();
        await Expect(mara.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await admin.ReloadAsync();
        await Expect(Limit(admin)).ToHaveValueAsync("345");
    }

    private static ILocator Limit(IPage page) => page.GetByLabel("Data limit, MB a SIM and billing period");

    private static ILocator Save(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });
}
