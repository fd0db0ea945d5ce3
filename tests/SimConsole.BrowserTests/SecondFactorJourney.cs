using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using SimConsole.People.SecondFactor;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>Passkeys with the authenticator that Chromium has for tests, and an authenticator app that is code.</summary>
public sealed class SecondFactorJourney
{
    private const string Own = "four words nobody guesses";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task From_the_first_start_to_a_passkey_that_signs_in_by_itself(int width, bool dark)
    {
        await using var console = await RunningConsole.StartAsync("--SecondFactor:RequiredFor=Administrator", "--Admin:Password=");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(console.AddressByName, "/sims", width, dark);
        await AddAuthenticatorAsync(page);
        await LookAsync(page, $"factor-sign-in-{width}");
        var given = await console.MadeUpPassword;
        await Browser.FillInAsync(page, given);
        await page.GetByLabel("The password you were given").FillAsync(given);
        await page.GetByLabel("New password").FillAsync(Own);
        await page.GetByLabel("Repeat the password").FillAsync(Own);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();

        await Expect(page.GetByText("needs more than a password")).ToBeVisibleAsync();
        await LookAsync(page, $"factor-first-{width}");
        await page.GotoAsync("/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a passkey" }).ClickAsync();
        await LookAsync(page, $"factor-passkey-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up the passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(RecoveryCodes.Count);
        await LookAsync(page, $"factor-codes-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await InsideAsync(page);

        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await InsideAsync(page);

        // After the password it is asked for as well.
        await SignOutAsync(page);
        await Browser.FillInAsync(page, Own);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToBeVisibleAsync();
        await LookAsync(page, $"factor-second-passkey-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await InsideAsync(page);

        // And where something asks again who is there.
        await page.GotoAsync("/settings");
        await Expect(page.GetByText("10 of 10 left")).ToBeVisibleAsync();
        await Expect(page.Locator(".factors").GetByText("last used")).ToHaveCountAsync(1);
        await ForgetConfirmationAsync(console);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create new codes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToBeVisibleAsync();
        await Looks.AreAccessibleAsync(page);
        await Looks.PictureAsync(page, $"factor-again-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page.Locator(".recovery-codes li")).ToHaveCountAsync(RecoveryCodes.Count);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Second factor" }).ScrollIntoViewIfNeededAsync();
        await Looks.AreRightAsync(page, $"factor-settings-codes-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the passkey" }).ClickAsync();
        await Expect(page.GetByText("requires a second factor, and this is the last one")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1440, true)]
    [InlineData(390, false)]
    public async Task An_authenticator_app_is_set_up_on_settings_and_asked_for_from_then_on(int width, bool dark)
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/settings", width, dark);
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up", Exact = true }).ClickAsync();
        var key = (await page.Locator("[data-key]").GetAttributeAsync("data-key"))!;
        await LookAsync(page, $"factor-app-{width}");
        await page.GetByLabel("The six digits that it shows").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("not the code of the new app");
        await page.GetByLabel("The six digits that it shows").FillAsync(CodeOf(key, 0));
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.Locator(".recovery-codes li")).ToHaveCountAsync(RecoveryCodes.Count);
        var recovery = await page.Locator(".recovery-codes li").AllTextContentsAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.GetByText("10 of 10 left")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Second factor" }).ScrollIntoViewIfNeededAsync();
        await Looks.AreRightAsync(page, $"factor-settings-{width}");

        await SignOutAsync(page);
        await Browser.FillInAsync(page, RunningConsole.Password);
        await LookAsync(page, $"factor-second-{width}");
        await page.GetByLabel("authenticator app").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("has expired");
        await LookAsync(page, $"factor-second-wrong-{width}");

        // The next code already: the one that set it up is used.
        await page.GetByLabel("authenticator app").FillAsync(CodeOf(key, 1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await InsideAsync(page);

        await SignOutAsync(page);
        await Browser.FillInAsync(page, RunningConsole.Password);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await LookAsync(page, $"factor-recovery-{width}");
        await page.GetByLabel("Recovery code").FillAsync(recovery[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByText("9 recovery codes are left")).ToBeVisibleAsync();
        await LookAsync(page, $"factor-recovered-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on" }).ClickAsync();
        await InsideAsync(page);

        await page.GotoAsync("/people");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await LoseAsync(console, browser, page, width, dark);

        // The page that changes it asks again who is there, and keeps nobody out who knows a recovery code.
        await ForgetConfirmationAsync(console);
        await page.GotoAsync("/second-factor/app");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await LookAsync(page, $"factor-ask-again-{width}");
        await page.GetByLabel("authenticator app").FillAsync(recovery[1]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.Locator(".qr-code")).ToBeVisibleAsync();
    }

    /// <summary>A second person comes, sets an app up, and loses it: an administrator resets it on his page.</summary>
    private static async Task LoseAsync(RunningConsole console, Browser browser, IPage page, int width, bool dark)
    {
        await page.GetByLabel("The name to sign in with").FillAsync("ben");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the link" }).ClickAsync();
        var link = await page.Locator(".invitation-link").TextContentAsync();
        var ben = await browser.OpenAsync(console, new Uri(link!).PathAndQuery, width, dark);
        await ben.GetByLabel("New password").FillAsync(Own);
        await ben.GetByLabel("Repeat the password").FillAsync(Own);
        await ben.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await InsideAsync(ben);
        await ben.GotoAsync("/second-factor");
        await LookAsync(ben, $"factor-choose-{width}");
        await ben.GetByRole(AriaRole.Link, new() { Name = "Set up an authenticator app" }).ClickAsync();
        var key = (await ben.Locator("[data-key]").GetAttributeAsync("data-key"))!;
        await ben.GetByLabel("The six digits that it shows").FillAsync(CodeOf(key, 0));
        await ben.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await LookAsync(ben, $"factor-app-codes-{width}");
        await ben.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await InsideAsync(ben);

        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset factor… of ben" }).ClickAsync();
        await Looks.AreRightAsync(page, $"factor-people-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset it" }).ClickAsync();
        await Expect(page.GetByText("ben no longer has a second factor")).ToBeVisibleAsync();
        await Expect(ben.GetByRole(AriaRole.Status)).ToContainTextAsync("the second factor of this name was changed");
    }

    private static string CodeOf(string key, int stepsAhead) => Totp.CodeOf(key, Totp.StepAt(DateTimeOffset.UtcNow) + stepsAhead);

    private static async Task LookAsync(IPage page, string name)
    {
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);
        await Looks.PictureAsync(page, name);
    }

    private static Task InsideAsync(IPage page) => page.Locator(".page-header h1, .empty-state").First.WaitForAsync();

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
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

    /// <summary>Gives the browser of a page a device with a fingerprint reader, on which the right finger lies.</summary>
    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
            },
        });
    }
}
