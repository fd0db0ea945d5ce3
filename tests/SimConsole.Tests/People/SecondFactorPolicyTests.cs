using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Whose role asks for a second factor sets one up before all else.</summary>
public sealed partial class SecondFactorPolicyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_can_do_nothing_until_a_factor_is_set_up_and_keeps_one_from_then_on()
    {
        await using var console = await ServedConsole.StartAsync((SecondFactorOptions.RequiredForKey, ""));
        using var visitor = await new Visitor(console).SignedInAsync();
        foreach (var path in new[] { "/", "/sims", "/settings", "/people", "/sims.csv", "/first-password", "/_blazor" })
        {
            using var led = await visitor.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Redirect, FirstFactorPage.Address), (path, led.StatusCode, led.Headers.Location?.OriginalString));
        }

        using var refused = await visitor.PostAsync("/_blazor/negotiate");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("has not set up a second factor", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(FirstFactorPage.Address)).StatusCode);

        using var page = await visitor.GetAsync(AuthenticatorPage.Address);
        var html = await page.Content.ReadAsStringAsync(Token);
        var key = KeyOf().Match(html).Groups[1].Value;
        using var other = await new Visitor(console, "127.0.0.2").SignedInAsync();
        using var wrong = await visitor.SubmitAsync(AuthenticatorPage.Address, ("Form.Sealed", SealedOf().Match(html).Groups[1].Value), ("Form.Code", "000000"));
        Assert.Contains(key, await wrong.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var done = await visitor.SubmitAsync(
            AuthenticatorPage.Address, ("Form.Sealed", SealedOf().Match(html).Groups[1].Value), ("Form.Code", Totp.CodeOf(key, Totp.StepAt(DateTimeOffset.UtcNow))));

        Assert.Contains("Your recovery codes", await done.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/people")).StatusCode);
        using var ended = await other.GetAsync(FirstFactorPage.Address);
        Assert.StartsWith("/sign-in", ended.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var admin = TestConsole.Someone with { Actor = new Actor(Visitor.Name, OrderSource.Console) };
        Assert.Contains("Add another first", (await console.Get<SecondFactorService>().RemoveAppAsync(admin, 0, Token)).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_password_comes_first_and_the_factor_after_it()
    {
        await using var console = await ServedConsole.StartAsync((SecondFactorOptions.RequiredForKey, "Administrator"));
        var given = (await console.Get<PeopleService>().ResetAsync(Visitor.Name, Caller.CommandLine, Token)).Value!;
        using var visitor = await new Visitor(console).SignedInAsync(given);
        Assert.Equal(FirstPasswordPage.Address, (await visitor.GetAsync(FirstFactorPage.Address)).Headers.Location?.OriginalString);

        const string own = "four words nobody guesses";
        using var chosen = await visitor.SubmitAsync(FirstPasswordPage.Address, ("Form.Present", given), ("Form.Password", own), ("Form.Again", own));

        Assert.Equal(FirstFactorPage.Address, (await visitor.GetAsync("/settings")).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_console_that_only_shows_a_sample_asks_nobody()
    {
        await using var console = await ServedConsole.StartAsync((SecondFactorOptions.RequiredForKey, ""), ("sample", "1"));
        using var visitor = await new Visitor(console).SignedInAsync();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
    }

    [Fact]
    public async Task A_role_that_is_not_named_needs_none()
    {
        await using var console = await ServedConsole.StartAsync((SecondFactorOptions.RequiredForKey, "Administrator, Security"));
        var invited = (await console.Get<InvitationService>().InviteAsync("ben", Role.Operator, FleetScope.All, TestConsole.Someone, Token)).Value!;
        await console.Get<InvitationService>().AcceptAsync(invited.Token, ServedConsole.Password, Token);
        using var visitor = await new Visitor(console).SignedInAsync(name: "ben");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
    }

    [Theory]
    [InlineData("", new[] { Role.Security, Role.Administrator })]
    [InlineData("None", new Role[0])]
    [InlineData("viewer", new[] { Role.Viewer })]
    [InlineData("Auditor,Operator", new[] { Role.Operator, Role.Auditor })]
    public void The_configuration_names_roles(string names, Role[] roles)
    {
        var options = Options(names);
        Assert.Empty(options.Validate(new ValidationContext(options)));
        Assert.Equal(roles, options.Roles().Order());
        Assert.Empty(new SecondFactorOptions { IsForALook = true }.Roles());
    }

    [Theory]
    [InlineData("Boss", "Boss")]
    [InlineData("3", "3")]
    [InlineData("None,Viewer", "None")]
    public void And_says_so_where_they_are_none(string names, string fault)
    {
        var options = Options(names);
        Assert.StartsWith(
            $"SecondFactor:RequiredFor is '{fault}'; it takes roles, of Viewer, Operator, Security, Administrator, Auditor, or None alone.",
            Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
    }

    private static SecondFactorOptions Options(string names) => new() { RequiredFor = [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries)] };

    [GeneratedRegex("data-key=\"([A-Z2-7]{32})\"")]
    private static partial Regex KeyOf();

    [GeneratedRegex("name=\"Form.Sealed\" value=\"([^\"]+)\"")]
    private static partial Regex SealedOf();
}
