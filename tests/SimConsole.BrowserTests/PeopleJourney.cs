using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class PeopleJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    private const string Password = "four words nobody guesses";

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_second_person_comes_by_a_link_sees_what_the_role_may_and_leaves_within_a_second(int width, bool dark)
    {
        var name = $"ben-{width}";
        var admin = await sample.Browser.SignInAsync(sample.Console, "/people");
        var link = await InviteAsync(admin, name, "Viewer");

        var ben = await sample.Browser.OpenAsync(sample.Console, link, width, dark);
        await Looks.FitTheScreenAsync(ben);
        await Looks.AreAccessibleAsync(ben);
        await Looks.PictureAsync(ben, $"invitation-{width}");
        await ChooseAsync(ben, "password1234");
        await Expect(ben.GetByRole(AriaRole.Alert)).ToContainTextAsync("easy to guess");
        await ChooseAsync(ben, Password);

        // What the role may not is not offered, disabled with the reason, or a page that says so.
        await Expect(ben.Locator(".fleet-counts tbody tr").First).ToBeVisibleAsync();
        await Expect(ben.GetByText("Report a loss")).ToHaveCountAsync(0);
        await ben.GotoAsync("/fleets");
        await Expect(ben.GetByText("The role Viewer lacks the permission fleets.write.")).ToBeVisibleAsync();
        await Expect(ben.GetByLabel("Name", new() { Exact = true })).ToBeDisabledAsync();
        await Looks.AreRightAsync(ben, $"fleets-viewer-{width}", null);
        Assert.Equal(403, (await ben.GotoAsync("/import"))!.Status);
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "You may not open this page" })).ToBeVisibleAsync();
        await Expect(ben.GetByText("lacks the permission import.")).ToBeVisibleAsync();
        await Looks.AreRightAsync(ben, $"not-permitted-{width}", null);
        Assert.Equal(410, (await ben.GotoAsync(link))!.Status);
        await Expect(ben.GetByRole(AriaRole.Alert)).ToContainTextAsync("was used");

        await ben.GotoAsync("/sims");
        await Expect(ben.Locator("tbody tr").First).ToBeVisibleAsync();
        await admin.ReloadAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(admin.GetByText($"{name} is removed.")).ToBeVisibleAsync();
        await Expect(ben.GetByRole(AriaRole.Status)).ToContainTextAsync("this name may no longer use the console");
    }

    /// <summary>Invites somebody on the page of people, and gives the address at which he chooses a password.</summary>
    internal static async Task<string> InviteAsync(IPage admin, string name, string role)
    {
        await admin.GetByLabel("The name to sign in with").FillAsync(name);
        await admin.Locator(".form-narrow select").SelectOptionAsync(role);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Create the link" }).ClickAsync();
        return new Uri((await admin.Locator(".invitation-link").TextContentAsync())!).PathAndQuery;
    }

    private static async Task ChooseAsync(IPage page, string password)
    {
        await page.GetByLabel("New password").FillAsync(password);
        await page.GetByLabel("Repeat the password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }
}
