using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using SimConsole.Tests.People.OpenId;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>There and back: to a provider that is made with OpenIddict, and asks on a page of its own.</summary>
public sealed class OpenIdJourney
{
    private static readonly ProviderUser Ann = new("a1b2", "ann", "admins");
    private static readonly ProviderUser Ben = new("b1c2", "ben", "strangers");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task Somebody_signs_in_with_the_provider_shows_it_again_who_he_is_and_signs_out_here_and_there(int width, bool dark)
    {
        await using var provider = await StartAsync();
        await using var console = await StartAsync(provider);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(console, "/people", width, dark);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Contoso" })).ToBeVisibleAsync();
        await LookAsync(page, $"openid-sign-in-{width}");
        await ComeAsync(page, Ann);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        Assert.EndsWith("/people", page.Url, StringComparison.Ordinal);
        await Expect(page.GetByText("by Contoso")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Role of ann")).ToBeDisabledAsync();
        await Looks.AreRightAsync(page, $"openid-people-{width}");

        await page.GotoAsync("/settings");
        await Expect(page.GetByText("You sign in with Contoso")).ToBeVisibleAsync();
        await Expect(page.GetByText("Change your password")).ToHaveCountAsync(0);
        await Looks.AreRightAsync(page, $"openid-settings-{width}");

        // Something grave asks again, and keeps what the page has.
        await ForgetConfirmationAsync(console);
        await page.GotoAsync("/people");
        await page.GetByLabel("The name to sign in with").FillAsync("eve");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the link" }).ClickAsync();
        var go = page.GetByRole(AriaRole.Link, new() { Name = "Go to Contoso" });
        await Expect(go).ToBeVisibleAsync();
        await Looks.AreAccessibleAsync(page);
        await Looks.PictureAsync(page, $"openid-again-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.GetByText("Not shown yet")).ToBeVisibleAsync();
        var tab = await page.Context.RunAndWaitForPageAsync(() => go.ClickAsync());
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in as ann" }).ClickAsync();
        await Expect(tab.GetByText("You have confirmed that it is you")).ToBeVisibleAsync();
        await LookAsync(tab, $"openid-confirmed-{width}");
        await tab.CloseAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.Locator(".invitation-link")).ToBeVisibleAsync();

        await SignOutAsync(page);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Contoso" })).ToBeVisibleAsync();
        Assert.Single(provider.SignedOut);
        Assert.Empty(provider.Sessions);
    }

    [Theory]
    [InlineData(1440, true)]
    [InlineData(390, false)]
    public async Task With_local_sign_in_off_there_is_one_button_and_a_sentence_for_whoever_is_refused(int width, bool dark)
    {
        await using var provider = await StartAsync();
        await using var console = await StartAsync(provider, "--SignIn:Local=false");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(console, "/people", width, dark);
        await Expect(page.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
        await LookAsync(page, $"openid-only-{width}");
        await ComeAsync(page, Ben);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("you are in no group that may use this console");
        await LookAsync(page, $"openid-refused-{width}");

        var other = await browser.OpenAsync(console, "/people", width, dark);
        await ComeAsync(other, Ann);
        await Expect(other.GetByText("Nobody is invited here")).ToBeVisibleAsync();
        await Looks.AreRightAsync(other, $"openid-only-people-{width}");

        // Signed out there by somebody else: the page that is open here leads to sign-in.
        using var client = new HttpClient();
        using var body = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", provider.LogoutToken(null, Ann.Subject))]);
        using var told = await client.PostAsync(new Uri($"{console.Address}/backchannel-logout"), body, Token);
        Assert.True(told.IsSuccessStatusCode);
        await Expect(other.GetByRole(AriaRole.Status)).ToContainTextAsync("because you have signed out at Contoso");
        await LookAsync(other, $"openid-signed-out-there-{width}");
    }

    private static async Task<IdentityProvider> StartAsync()
    {
        var provider = await IdentityProvider.StartAsync();
        provider.Users = [Ann, Ben];
        return provider;
    }

    private static async Task<RunningConsole> StartAsync(IdentityProvider provider, params string[] arguments)
    {
        var console = await RunningConsole.StartAsync([.. provider.Settings.Select(setting => $"--{setting.Key}={setting.Value}"), .. arguments]);
        await provider.RegisterAsync(console.Address);
        return console;
    }

    private static async Task ComeAsync(IPage page, ProviderUser user)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Contoso" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Sign in as {user.Name}" }).ClickAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);
        await Looks.PictureAsync(page, name);
    }

    /// <summary>Makes it long ago that anybody has shown who he is.</summary>
    private static async Task ForgetConfirmationAsync(RunningConsole console)
    {
        await using var db = new SqliteConnection(console.Database);
        await db.OpenAsync(Token);
        await using var forget = db.CreateCommand();
        forget.CommandText = "UPDATE Sessions SET ConfirmedAt = 0";
        await forget.ExecuteNonQueryAsync(Token);
    }
}
