using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People.OpenId;

/// <summary>Sign-in by an OpenID Connect provider, which is a real one.</summary>
public sealed partial class OpenIdTests
{
    private static readonly ProviderUser Ann = OpenIdScene.Ann;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Admin => TestConsole.Someone with { Actor = new Actor(Visitor.Name, OrderSource.Console) };

    [Fact]
    public async Task Somebody_goes_to_the_provider_and_comes_back_to_the_page_that_he_wanted_as_a_person_of_the_role_of_his_groups()
    {
        await using var scene = await OpenIdScene.StartAsync((SecondFactorOptions.RequiredForKey, "Administrator"));
        using var visitor = scene.Visitor();
        Assert.Contains("Sign in with Contoso", (await scene.FollowAsync(visitor, new Uri(scene.Console.Address, "/sign-in"))).Text, StringComparison.Ordinal);

        var shown = await scene.SignInAsync(visitor, "/fleets?x=1");

        // And is asked for no factor here.
        Assert.Equal((HttpStatusCode.OK, "/fleets?x=1"), (shown.Status, shown.Address.PathAndQuery));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/people")).StatusCode);
        Assert.Equal(Role.Administrator, (await scene.PersonAsync("ann"))!.Role);
        Assert.Null((await scene.PersonAsync("ann"))!.PasswordHash);
        var joined = Assert.Single(await scene.AuditAsync(AuditKinds.PersonJoined));
        Assert.Contains(scene.Provider.Issuer, joined.Changes, StringComparison.Ordinal);
        Assert.Contains(scene.Provider.Issuer, (await scene.AuditAsync(AuditKinds.SessionBegun))[^1].Changes, StringComparison.Ordinal);

        // The same person again, and no other.
        using var again = await scene.ComeAsync(Ann with { Name = "another-name" });
        Assert.Null(await scene.PersonAsync("another-name"));
        Assert.Single(await scene.AuditAsync(AuditKinds.PersonJoined));
    }

    [Theory]
    [InlineData("everybody operators", Role.Operator)]
    [InlineData("everybody on-call admins", Role.Administrator)]
    [InlineData("everybody", Role.Viewer)]
    public async Task The_strongest_role_of_the_groups_counts(string groups, Role role)
    {
        await using var scene = await OpenIdScene.StartAsync();
        scene.Provider.TellsGroupsOnDemand = role == Role.Operator;
        using var visitor = await scene.ComeAsync(new("b", "ben", groups.Split(' ')));
        Assert.Equal(role, (await scene.PersonAsync("ben"))!.Role);
    }

    [Theory]
    [InlineData("strangers")]
    [InlineData("")]
    [InlineData("Everybody")]
    public async Task Nobody_comes_in_without_a_group_that_has_a_role(string group)
    {
        await using var scene = await OpenIdScene.StartAsync();
        scene.Provider.AtOnce = new("b", "ben", group.Length == 0 ? [] : [group]);
        using var visitor = scene.Visitor();

        (await scene.SignInAsync(visitor)).IsRefused("you are in no group that may use this console");

        Assert.Null(await scene.PersonAsync("ben"));
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        Assert.Single(await scene.AuditAsync(AuditKinds.SignInFailed));
    }

    [Fact]
    public async Task The_role_is_renewed_at_each_sign_in_and_what_is_open_with_the_former_one_ends()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var before = await scene.ComeAsync(new("b", "ben", "operators"));
        using var after = await scene.ComeAsync(new("b", "ben", "everybody"));

        Assert.Equal(Role.Viewer, (await scene.PersonAsync("ben"))!.Role);
        Assert.NotEqual(HttpStatusCode.OK, (await before.GetAsync("/sims")).StatusCode);
        var changed = Assert.Single(await scene.AuditAsync(AuditKinds.PersonRoleChanged));
        Assert.Contains("\"from\":\"Operator\",\"to\":\"Viewer\"", changed.Changes, StringComparison.Ordinal);
        Assert.Equal("ben", changed.Subject);
    }

    [Fact]
    public async Task Whoever_has_lost_his_groups_is_refused_and_what_he_has_open_ends_until_he_is_in_one_again()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var open = await scene.ComeAsync(new("b", "ben", "operators"));
        scene.Provider.AtOnce = new("b", "ben", "strangers");
        using var visitor = scene.Visitor();

        (await scene.SignInAsync(visitor)).IsRefused("you are in no group that may use this console");

        Assert.NotEqual(HttpStatusCode.OK, (await open.GetAsync("/sims")).StatusCode);
        Assert.NotNull((await scene.PersonAsync("ben"))!.DeniedAt);
        Assert.Equal("ben", (await scene.AuditAsync(AuditKinds.SignInFailed))[^1].Subject);
        using var again = await scene.ComeAsync(new("b", "ben", "everybody"));
        Assert.Equal((Role.Viewer, null), ((await scene.PersonAsync("ben"))!.Role, (await scene.PersonAsync("ben"))!.DeniedAt));
    }

    [Fact]
    public async Task The_last_administrator_is_demoted_by_no_group_and_comes_in_with_none_either()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var open = await scene.ComeAsync(Ann);
        var people = scene.Console.Get<PeopleService>();
        Assert.NotNull((await people.SuspendAsync((await scene.PersonAsync(Visitor.Name))!.Id, Admin, Token)).Value);
        foreach (var groups in new[] { "everybody", "strangers", "everybody" })
        {
            scene.Provider.AtOnce = Ann with { Groups = [groups] };
            using var visitor = scene.Visitor();
            (await scene.SignInAsync(visitor)).IsRefused(groups == "strangers" ? "you are in no group" : "You are the last administrator who can sign in");
            Assert.Equal(Role.Administrator, (await scene.PersonAsync("ann"))!.Role);
        }

        Assert.NotEqual(HttpStatusCode.OK, (await open.GetAsync("/sims")).StatusCode);

        // Another comes from the group of administrators: then she is what her groups say.
        using var eve = await scene.ComeAsync(new("e", "eve", "admins"));
        using var ann = await scene.ComeAsync(Ann with { Groups = ["everybody"] });
        Assert.Equal(Role.Viewer, (await scene.PersonAsync("ann"))!.Role);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("ADMIN")]
    public async Task Nobody_takes_over_a_person_of_the_same_name(string name)
    {
        await using var scene = await OpenIdScene.StartAsync();
        scene.Provider.AtOnce = Ann with { Name = name };
        using var visitor = scene.Visitor();

        (await scene.SignInAsync(visitor)).IsRefused("nobody takes over another's name");

        Assert.Equal("admin", (await scene.AuditAsync(AuditKinds.SignInFailed))[^1].Subject);
        using var local = await scene.Visitor().SignedInAsync();
        using var ben = await scene.ComeAsync(new("b", "ben", "everybody"));
        scene.Provider.AtOnce = new("another", "ben", "everybody");
        using var other = scene.Visitor();
        (await scene.SignInAsync(other)).IsRefused("nobody takes over another's name");
    }

    [Theory]
    [InlineData("Ann Example")]
    [InlineData("a-name-that-is-much-longer-than-any-name-that-this-console-would-keep-of-anybody")]
    public async Task A_name_that_cannot_be_used_is_refused_with_what_an_administrator_can_do(string name)
    {
        await using var scene = await OpenIdScene.StartAsync();
        scene.Provider.AtOnce = Ann with { Name = name };
        using var visitor = scene.Visitor();
        (await scene.SignInAsync(visitor)).IsRefused("OpenId:NameClaim");
    }

    [Fact]
    public async Task Whoever_is_suspended_stays_out_and_whoever_is_removed_begins_anew()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var open = await scene.ComeAsync(new("b", "ben", "operators"));
        var people = scene.Console.Get<PeopleService>();
        var ben = (await scene.PersonAsync("ben"))!.Id;
        Assert.NotNull((await people.SuspendAsync(ben, Admin, Token)).Value);
        using var visitor = scene.Visitor();

        (await scene.SignInAsync(visitor)).IsRefused("has suspended your name");

        Assert.NotEqual(HttpStatusCode.OK, (await open.GetAsync("/sims")).StatusCode);
        Assert.NotNull((await people.RemoveAsync(ben, false, Admin, Token)).Value);
        using var anew = await scene.ComeAsync(new("b", "ben", "operators"));
        Assert.NotEqual(ben, (await scene.PersonAsync("ben"))!.Id);
    }

    [Fact]
    public async Task What_the_provider_decides_is_not_decided_here()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(new("b", "ben", "operators"));
        var (ben, own) = ((await scene.PersonAsync("ben"))!.Id, TestConsole.Someone with { Actor = new Actor("ben", OrderSource.Console) });
        var (people, factors) = (scene.Console.Get<PeopleService>(), scene.Console.Get<SecondFactorService>());
        Refusal?[] refusals =
        [
            (await people.ChangeRoleAsync(ben, Role.Auditor, Admin, Token)).Refusal,
            (await people.ChangePasswordAsync(own, "", "four words nobody guesses", Token)).Refusal,
            (await people.ConfirmAsync(own, "", Token)).Refusal,
            (await factors.TakeAwayAsync(ben, Admin, Token)).Refusal,
            (await factors.AddPasskeyAsync(own, 1, new([1], [2], DateTimeOffset.UtcNow, 0, null, true, false, false, [3], [4]), "a device", Token)).Refusal,
        ];
        Assert.All(refusals, refusal => Assert.EndsWith("Change it at Contoso.", refusal!.Message, StringComparison.Ordinal));
        Assert.True(Assert.Single((await people.ListAsync(Admin, Token)).Value!, person => person.UserName == "ben").IsOfProvider);
    }

    [Fact]
    public async Task At_the_server_somebody_of_the_provider_becomes_one_who_signs_in_here()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var open = await scene.ComeAsync(Ann);
        var password = (await scene.Console.Get<PeopleService>().ResetAsync("ann", Caller.CommandLine, Token)).Value!;

        Assert.NotEqual(HttpStatusCode.OK, (await open.GetAsync("/sims")).StatusCode);
        using var local = await scene.Visitor().SignedInAsync(password, "ann");
        using var visitor = scene.Visitor();
        (await scene.SignInAsync(visitor)).IsRefused("nobody takes over another's name");
    }

    [Theory]
    [InlineData("OtherKey")]
    [InlineData("OtherIssuer")]
    [InlineData("OtherAudience")]
    [InlineData("OtherNonce")]
    [InlineData("Expired")]
    [InlineData("Unsigned")]
    public async Task A_token_that_is_not_the_providers_own_for_this_console_and_this_moment_lets_nobody_in(string misbehaviour)
    {
        await using var scene = await OpenIdScene.StartAsync(("Logging:LogLevel:Default", "Warning"), ("Logging:LogLevel:Microsoft.AspNetCore", "Warning"));
        scene.Provider.Does = Enum.Parse<Misbehaviour>(misbehaviour);
        using var visitor = scene.Visitor();

        (await scene.SignInAsync(visitor)).IsRefused("could not be verified");

        Assert.Null(await scene.PersonAsync("ann"));
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        Assert.Single(await scene.AuditAsync(AuditKinds.SignInFailed));
        scene.Log.SaysOnce("A sign-in by Contoso was refused");

        // And nothing of it stays.
        scene.Provider.Does = Misbehaviour.None;
        using var ann = await scene.ComeAsync(Ann);
    }

    [Theory]
    [InlineData("access_denied", "did not let you in")]
    [InlineData("temporarily_unavailable", "does not answer")]
    [InlineData("invalid_scope", "could not be verified")]
    public async Task An_error_of_the_provider_is_a_sentence_on_the_sign_in_page(string error, string sentence)
    {
        await using var scene = await OpenIdScene.StartAsync();
        scene.Provider.Error = error;
        using var visitor = scene.Visitor();
        (await scene.SignInAsync(visitor)).IsRefused(sentence);
        Assert.Single(await scene.AuditAsync(AuditKinds.SignInFailed));
    }

    [Fact]
    public async Task An_answer_is_good_once_and_for_the_browser_that_asked()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = scene.Visitor();
        var answer = await AnswerAsync(scene, visitor);
        using (var thief = scene.Visitor())
        {
            (await scene.FollowAsync(thief, answer)).IsRefused("could not be verified");
            Assert.NotEqual(HttpStatusCode.OK, (await thief.GetAsync("/sims")).StatusCode);
        }

        Assert.Equal("/sims", (await scene.FollowAsync(visitor, answer)).Address.AbsolutePath);
        (await scene.FollowAsync(visitor, answer)).IsRefused("could not be verified");

        // A code that was used is refused by the provider, whatever else is right.
        using var second = scene.Visitor();
        var (own, used) = (await AnswerAsync(scene, second), Code().Match(answer.Query).Value);
        (await scene.FollowAsync(second, new Uri(Code().Replace(own.ToString(), used)))).IsRefused("could not be verified");
        foreach (var garbage in new[] { "", "?state=x&code=y", "?code=y", "?error=access_denied", "?error=%0d%0afail:%20x&state=%00" })
        {
            (await scene.FollowAsync(visitor, new Uri(scene.Console.Address, $"/signin-oidc{garbage}"))).IsRefused("could not be verified");
        }
    }

    [Fact]
    public async Task A_provider_that_is_away_is_said_and_the_console_starts_and_goes_on_without_it_and_with_it_again()
    {
        await using var scene = await OpenIdScene.StartAsync();
        scene.Provider.IsAway = true;
        using var visitor = scene.Visitor();
        (await scene.SignInAsync(visitor)).IsRefused("Contoso does not answer");
        using (await scene.Visitor().SignedInAsync())
        {
        }

        scene.Provider.IsAway = false;
        await Wait.UntilAsync(async () => (await scene.SignInAsync(visitor)).Address.AbsolutePath == "/sims");

        // Away between the two halves.
        using var other = scene.Visitor();
        var answer = await AnswerAsync(scene, other);
        scene.Provider.IsAway = true;
        (await scene.FollowAsync(other, answer)).IsRefused("Contoso does not answer");
    }

    [Fact]
    public async Task Signing_out_here_signs_out_there_and_comes_back()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(Ann);
        using var answer = await visitor.SignOutAsync();

        // By a page: a form of the console leads nowhere else.
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var there = new Uri(answer.Headers.GetValues("Refresh").Single()["0;url=".Length..]);
        Assert.StartsWith($"{scene.Provider.Address}/connect/logout", there.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);

        Assert.Equal("/sign-in", (await scene.FollowAsync(visitor, there)).Address.AbsolutePath);
        Assert.StartsWith("eyJ", Assert.Single(scene.Provider.SignedOut), StringComparison.Ordinal);
        Assert.Empty(scene.Provider.Sessions);
        await Wait.UntilAsync(async () => (await scene.SessionAsync()).Ended == SessionEnd.SignedOut);

        // Whoever signed in here goes nowhere; and one whose provider is away is told.
        using var local = await scene.Visitor().SignedInAsync();
        using var left = await local.SignOutAsync();
        Assert.Equal("/sign-in", left.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Whoever_signs_out_without_the_provider_is_out_here_and_told()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(Ann);
        scene.Provider.IsAway = true;
        using var answer = await visitor.SignOutAsync();
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_there_ends_the_session_here_within_a_second()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(Ann);
        var sid = Assert.Single(scene.Provider.Sessions);
        using var elsewhere = await scene.ComeAsync(Ann);
        var ended = new TaskCompletionSource<SessionEnd>();
        var session = await scene.SessionAsync();
        Assert.Equal(scene.Provider.Sessions.Single(other => other != sid), session.ProviderSessionId);

        // A token begins with the letters eyJ; what Data Protection has protected begins so, and may hold any letters.
        Assert.StartsWith("CfDJ8", session.IdToken, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await TellAsync(scene, scene.Provider.LogoutToken(sid, null)));
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/sims")).StatusCode);

        var began = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.OK, await TellAsync(scene, scene.Provider.LogoutToken(null, Ann.Subject)));
        var shown = await scene.FollowAsync(elsewhere, new Uri(scene.Console.Address, "/sims"));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Contains("because you have signed out at Contoso", shown.Text, StringComparison.Ordinal);
        Assert.Null((await scene.SessionAsync()).IdToken);
        Assert.Equal(2, (await scene.AuditAsync(AuditKinds.SessionEnded)).Length);
    }

    public static TheoryData<string> WrongLogouts => ["not a token", "other key", "other issuer", "other audience", "a nonce", "no event", "nobody", "old", "expired", "no number", "used"];

    [Theory, MemberData(nameof(WrongLogouts))]
    public async Task A_logout_token_that_is_none_of_the_provider_ends_nothing(string fault)
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(Ann);
        var sid = Assert.Single(scene.Provider.Sessions);
        var text = fault == "not a token" ? "x.y.z" : scene.Provider.LogoutToken(fault is "nobody" or "used" ? (fault == "used" ? "another" : null) : sid, null, token =>
        {
            switch (fault)
            {
                case "other key":
                    token.SigningCredentials = IdentityProvider.OtherKey();
                    break;
                case "other issuer":
                    token.Issuer = "https://elsewhere.example.com/";
                    break;
                case "other audience":
                    token.Audience = "another-client";
                    break;
                case "a nonce":
                    token.Claims["nonce"] = "x";
                    break;
                case "no event":
                    token.Claims["events"] = new Dictionary<string, object> { ["other"] = new Dictionary<string, object>() };
                    break;
                case "old":
                    (token.IssuedAt, token.NotBefore, token.Expires) = (DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
                    break;
                case "expired":
                    (token.IssuedAt, token.NotBefore, token.Expires) = (DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(-3));
                    break;
                case "no number":
                    token.Claims.Remove("jti");
                    break;
            }
        });
        if (fault == "used")
        {
            Assert.Equal(HttpStatusCode.OK, await TellAsync(scene, text));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync(scene, text));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        Assert.Single(await scene.AuditAsync(AuditKinds.CredentialsRefused));
    }

    [Fact]
    public async Task Whoever_is_asked_again_who_he_is_shows_it_to_the_provider()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(Ann);
        var confirm = new Uri(scene.Console.Address, "/sign-in/openid/confirm");
        await ForgetAsync(scene);

        // A provider that does not ask again, and one that names another.
        scene.Provider.AsksAgain = false;
        scene.Provider.MakeSessionsOld(TimeSpan.FromHours(2));
        Assert.Contains("did not ask again who you are", (await scene.FollowAsync(visitor, confirm)).Text, StringComparison.Ordinal);
        scene.Provider.AsksAgain = true;
        scene.Provider.AtOnce = new("e", "eve", "admins");
        Assert.Contains("did not ask again who you are", (await scene.FollowAsync(visitor, confirm)).Text, StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.UnixEpoch, (await scene.SessionAsync()).ConfirmedAt);
        Assert.Null(await scene.PersonAsync("eve"));

        scene.Provider.AtOnce = Ann;
        var shown = await scene.FollowAsync(visitor, confirm);

        Assert.Contains("You have confirmed that it is you", shown.Text, StringComparison.Ordinal);
        Assert.InRange((await scene.SessionAsync()).ConfirmedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);

        // Without a session there is nothing to confirm.
        using var stranger = scene.Visitor();
        Assert.Equal("/sign-in", (await scene.FollowAsync(stranger, confirm)).Address.AbsolutePath);
    }

    [Fact]
    public async Task Whom_the_provider_has_known_for_long_is_asked_again_before_anything_grave()
    {
        await using var scene = await OpenIdScene.StartAsync();
        using var visitor = await scene.ComeAsync(Ann);
        scene.Provider.AsksAgain = false;
        scene.Provider.MakeSessionsOld(TimeSpan.FromHours(2));
        Assert.Equal("/sims", (await scene.SignInAsync(visitor)).Address.AbsolutePath);
        Assert.InRange((await scene.SessionAsync()).ConfirmedAt, DateTimeOffset.UtcNow.AddHours(-3), DateTimeOffset.UtcNow.AddHours(-1));
    }

    [Fact]
    public async Task With_local_sign_in_off_the_provider_alone_lets_people_in()
    {
        await using var scene = await OpenIdScene.StartAsync(("SignIn:Local", "false"));
        using var visitor = scene.Visitor();
        var page = await scene.FollowAsync(visitor, new Uri(scene.Console.Address, "/sign-in"));
        Assert.Contains("Sign in with Contoso", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("password", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("passkey\"", page.Text, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/sign-in/passkey")).StatusCode);
        Assert.Equal("/sign-in", (await scene.FollowAsync(visitor, new Uri(scene.Console.Address, "/sign-in/second-factor"))).Address.AbsolutePath);
        Assert.Equal(SignInOutcome.Off, await LocalAsync(scene));
        var invitations = scene.Console.Get<InvitationService>();
        Assert.Contains("Sign in with Contoso", (await invitations.InviteAsync("ben", Role.Viewer, FleetScope.All, Admin, Token)).Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("Sign in with Contoso", (await invitations.AcceptAsync("x", "four words nobody guesses", Token)).Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("Sign in with Contoso", (await scene.FollowAsync(visitor, new Uri(scene.Console.Address, "/invitation?token=x"))).Text, StringComparison.Ordinal);

        using var ann = await scene.ComeAsync(Ann);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/people")).StatusCode);

        // What somebody has open who signed in before that counts no more.
        var local = await scene.Console.Get<SessionService>().BeginAsync((await scene.PersonAsync(Visitor.Name))!.Id, "192.0.2.7", "a browser", null, Token);
        Assert.Equal(SessionEnd.SignedOut, await scene.Console.Get<Standing>().EndOfAsync(new Credential(null, local.Session, local.Token), Token));
    }

    [Theory]
    [InlineData("the last way in", "SignIn:Local=false")]
    [InlineData("no administrator could sign in", "SignIn:Local=false", "OpenId:Authority=https://login.example.com", "OpenId:ClientId=x", "OpenId:Roles:Viewer:0=all")]
    [InlineData("OpenId:Roles names no group", "OpenId:Authority=https://login.example.com", "OpenId:ClientId=x")]
    [InlineData("OpenId:ClientId is empty", "OpenId:Authority=https://login.example.com", "OpenId:Roles:Viewer:0=all")]
    [InlineData("begins with https", "OpenId:Authority=http://login.example.com", "OpenId:ClientId=x", "OpenId:Roles:Viewer:0=all")]
    [InlineData("OpenId:Authority is 'login'", "OpenId:Authority=login", "OpenId:ClientId=x", "OpenId:Roles:Viewer:0=all")]
    [InlineData("OpenId:Authority is missing", "OpenId:ClientId=x")]
    [InlineData("OpenId:GroupsClaim is empty", "OpenId:Authority=https://login.example.com", "OpenId:ClientId=x", "OpenId:Roles:Viewer:0=all", "OpenId:GroupsClaim=")]
    public async Task A_configuration_with_which_nobody_could_sign_in_is_refused_at_the_start(string sentence, params string[] settings)
    {
        await using var console = await TestConsole.StartAsync([.. settings.Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]);
        var fault = Assert.Throws<ConfigurationException>(console.Get<IServiceProvider>().CheckConfiguration);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message.Trim());
    }

    [Fact]
    public async Task Below_a_path_and_at_a_public_address_it_is_the_same()
    {
        await using var scene = await OpenIdScene.StartAsync(services => services.AddTransient<IStartupFilter>(_ => new Below("/console")), "/console");
        using var visitor = await scene.ComeAsync(Ann);
        using var known = await scene.ComeAsync(Ann with { Groups = ["strangers", "everybody", "admins"] });
        scene.Provider.AtOnce = new("b", "ben");
        using var ben = scene.Visitor();
        (await scene.SignInAsync(ben)).IsRefused("you are in no group");
    }

    [Fact]
    public async Task Behind_a_proxy_the_provider_is_told_the_address_that_people_know()
    {
        await using var scene = await OpenIdScene.StartAsync(("PublicBaseUrl", "https://sims.example.com"));
        using var visitor = scene.Visitor();
        using var led = await visitor.GetAsync("/sign-in/openid");
        var asked = led.Headers.Location!.ToString();
        Assert.StartsWith(scene.Provider.Address, asked, StringComparison.Ordinal);
        Assert.Contains("redirect_uri=https%3A%2F%2Fsims.example.com%2Fsignin-oidc", asked, StringComparison.Ordinal);
        Assert.Contains("code_challenge_method=S256", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_provider_is_configured_there_is_no_way_to_one()
    {
        await using var console = await ServedConsole.StartAsync();
        using var visitor = new Visitor(console);
        Assert.Equal("/sign-in", (await visitor.GetAsync("/sign-in/openid")).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync("/backchannel-logout")).StatusCode);
        Assert.DoesNotContain("Sign in with the provider", await (await visitor.GetAsync("/sign-in")).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>Goes to the provider, and stops before what it answers is brought back.</summary>
    private static async Task<Uri> AnswerAsync(OpenIdScene scene, Visitor visitor)
    {
        using var led = await visitor.GetAsync("/sign-in/openid?returnUrl=/sims");
        using var back = await visitor.GetAsync(led.Headers.Location!.ToString());
        return back.Headers.Location!;
    }

    private static async Task<HttpStatusCode> TellAsync(OpenIdScene scene, string logoutToken)
    {
        using var body = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", logoutToken)]);
        using var client = new HttpClient { BaseAddress = scene.Console.Address };
        return (await client.PostAsync("/backchannel-logout", body, Token)).StatusCode;
    }

    private static async Task<SignInOutcome> LocalAsync(OpenIdScene scene)
    {
        await using var scope = scene.Console.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PasswordSignIn>().SignInAsync(new DefaultHttpContext { RequestServices = scope.ServiceProvider }, Visitor.Name, ServedConsole.Password);
    }

    /// <summary>Makes it long ago that anybody has shown who he is.</summary>
    private static async Task ForgetAsync(OpenIdScene scene)
    {
        await using var db = await scene.Console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(session => session.ConfirmedAt, DateTimeOffset.UnixEpoch), Token);
    }

    [GeneratedRegex("(?<=[?&]code=)[^&]+")]
    private static partial Regex Code();

    /// <summary>Puts the console below a path.</summary>
    private sealed class Below(string path) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UsePathBase(path);
            next(app);
        };
    }
}
