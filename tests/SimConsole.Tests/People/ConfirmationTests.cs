using Bunit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using SimConsole.Accounts;
using SimConsole.BulkChanges;
using SimConsole.LossReports;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.People;

/// <summary>What gives others power, or takes many SIMs at once, asks a person for the password again, where the page that asks keeps all that it has.</summary>
public sealed class ConfirmationTests
{
    private const string Password = "a password of the tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(9, OrderSource.Console, false)]
    [InlineData(11, OrderSource.Console, true)]
    [InlineData(null, OrderSource.Console, true)]
    [InlineData(null, OrderSource.Api, false)]
    [InlineData(null, OrderSource.CommandLine, false)]
    public async Task Grave_acts_are_refused_to_a_person_whose_password_is_ten_minutes_old_and_to_nobody_else(int? minutes, OrderSource door, bool asked)
    {
        await using var console = await TestConsole.StartAsync();
        var caller = new Caller(new Actor("ann", door), PermissionSets.All, "The role Administrator", minutes is { } age ? console.Time.Now().AddMinutes(-age) : null);

        int?[] codes =
        [
            (await console.Get<InvitationService>().InviteAsync("ben", Role.Viewer, FleetScope.All, caller, Token)).Refusal?.Code,
            (await console.Get<PeopleService>().SuspendAsync(1, caller, Token)).Refusal?.Code,
            (await console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), caller, Token)).Refusal?.Code,
            (await console.Get<LossReportService>().ReleaseAsync("LR0", null, "found", caller, Token)).Refusal?.Code,
        ];

        Assert.All(codes, code => Assert.Equal(asked, code == ErrorCodes.ConfirmFirst));
    }

    [Theory]
    [InlineData(BulkChangeService.ConfirmedAbove, false)]
    [InlineData(BulkChangeService.ConfirmedAbove + 1, true)]
    public async Task So_is_an_order_for_more_than_a_thousand_sims_and_it_can_be_given_after_all(int sims, bool asked)
    {
        await using var console = await TestConsole.StartAsync();
        var preview = await console.PreviewAsync(BulkChangeKind.Activate, [await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("pallet"))]);
        await using (var db = console.OpenDb())
        {
            await db.BulkChanges.ExecuteUpdateAsync(set => set.SetProperty(b => b.Eligible, sims), Token);
        }

        var ordered = await console.Bulk().CommitAsync(preview.Sid, TestConsole.Someone with { ConfirmedAt = null }, Token);

        Assert.Equal(asked ? ErrorCodes.ConfirmFirst : null, ordered.Refusal?.Code);
        Assert.Equal(asked, (await console.Bulk().CommitAsync(preview.Sid, TestConsole.Someone, Token)).Refusal is null);
    }

    [Fact]
    public async Task A_page_asks_for_the_password_and_goes_on_with_what_it_was_told()
    {
        await using var page = await PageContext.StartAsync();
        await SetPasswordAsync(page.Console);
        page.Console.Time.Advance(TimeSpan.FromMinutes(11));
        var dialogs = page.Render<MudDialogProvider>();
        var people = page.Render<PeoplePage>();
        people.WaitForElement("input").Input("ben");
        var submitted = people.Find("form").SubmitAsync();

        dialogs.WaitForElement("input").Input("not the password");
        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Contains("password is wrong", dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        dialogs.Find("input").Input(Password);
        await dialogs.Find("form").SubmitAsync();

        await submitted;
        people.WaitForElement(".invitation-link");

        // And not again for ten minutes.
        people.Find("input").Input("eve");
        await people.Find("form").SubmitAsync();
        people.WaitForAssertion(() => Assert.Equal(2, people.FindAll(".invitations li").Count));
    }

    [Fact]
    public async Task Whoever_leaves_it_is_told_and_nothing_is_done()
    {
        await using var page = await PageContext.StartAsync();
        page.Console.Time.Advance(TimeSpan.FromMinutes(11));
        var dialogs = page.Render<MudDialogProvider>();
        var people = page.Render<PeoplePage>();
        people.WaitForElement("input").Input("ben");
        var submitted = people.Find("form").SubmitAsync();
        await dialogs.WaitForElement(".mud-dialog-actions button").ClickAsync(new());
        await submitted;

        Assert.Contains("Confirm this with your password", people.Find(".refusal").TextContent, StringComparison.Ordinal);
        await using var db = page.Console.OpenDb();
        Assert.Empty(await db.Invitations.ToListAsync(Token));
    }

    [Fact]
    public async Task Whoever_has_an_authenticator_app_is_asked_for_its_code_and_not_for_the_password()
    {
        await using var page = await PageContext.StartAsync();
        await SetPasswordAsync(page.Console);
        var (factors, ann) = (page.Console.Get<SecondFactorService>(), TestConsole.Someone with { Actor = new Actor("ann", OrderSource.Console) });
        await using (var db = page.Console.OpenDb())
        {
            var session = await db.Sessions.SingleAsync(Token);
            var offer = (await factors.OfferAppAsync(ann, session.Id, "localhost", Token)).Value!;
            Assert.NotNull((await factors.AddAppAsync(ann, session.Id, offer.Sealed, CodeOf(offer), Token)).Value);
            page.Console.Time.Advance(TimeSpan.FromMinutes(11));
            var dialogs = page.Render<MudDialogProvider>();
            var panel = page.Render<SecondFactorPanel>();
            var renewing = panel.WaitForElement("button:contains('Create new codes')").ClickAsync(new());
            dialogs.WaitForAssertion(() => Assert.Contains("Code of your authenticator app", dialogs.Markup, StringComparison.Ordinal));

            dialogs.WaitForElement("input").Input(Password);
            await dialogs.Find("form").SubmitAsync();
            dialogs.WaitForAssertion(() => Assert.Contains("has expired", dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
            dialogs.Find("input").Input(CodeOf(offer));
            await dialogs.Find("form").SubmitAsync();
            await renewing;
        }

        string CodeOf(AppOffer offer) => Totp.CodeOf(offer.Key, Totp.StepAt(page.Console.Time.Now()));
    }

    private static async Task SetPasswordAsync(TestConsole console)
    {
        await using var db = console.OpenDb();
        var person = await db.Users.SingleAsync(Token);
        person.PasswordHash = console.Get<IServiceProvider>().CreateScope().ServiceProvider.GetRequiredService<IPasswordHasher<Person>>().HashPassword(person, Password);
        await db.SaveChangesAsync(Token);
    }
}
