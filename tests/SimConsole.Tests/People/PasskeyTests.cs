using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Passkeys: at the sign-in page by themselves, after a password, and at open pages. A device that is code takes the place of a real one.</summary>
public sealed class PasskeyTests : IAsyncLifetime
{
    private ServedConsole _console = null!;
    private SoftAuthenticator _device = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Admin => TestConsole.Someone with { Actor = new Actor(Visitor.Name, OrderSource.Console) };

    private SecondFactorService Factors => _console.Get<SecondFactorService>();

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync();
        _device = new SoftAuthenticator(_console.Address);
        using var visitor = await new Visitor(_console).SignedInAsync();
        Assert.Contains("Your recovery codes", await AddAsync(visitor, _device), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return _console.DisposeAsync();
    }

    [Fact]
    public async Task A_passkey_signs_its_person_in_by_itself_and_each_answer_is_good_once()
    {
        using var visitor = new Visitor(_console);
        var answer = _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress));
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(visitor, answer));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        Assert.NotNull(Assert.Single((await Factors.FindAsync(Admin, Token)).Value!.Passkeys).UsedAt);

        using var thief = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(thief, answer));
        await RequestAsync(thief, SecondFactorSlice.PasskeyRequestAddress);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(thief, answer));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(thief, ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(thief, "{}"));
    }

    [Fact]
    public async Task A_device_that_did_not_look_who_holds_it_lets_nobody_in()
    {
        using var visitor = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress), verified: false)));

        using var other = new SoftAuthenticator(_console.Address);
        using var signedIn = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(signedIn, _device.Get(await RequestAsync(signedIn, SecondFactorSlice.PasskeyRequestAddress))));
        Assert.Contains("The passkey was not made", await AddAsync(signedIn, other, verified: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_password_the_passkey_has_to_be_of_the_same_person()
    {
        using var bens = new SoftAuthenticator(_console.Address);
        var invited = (await _console.Get<InvitationService>().InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!;
        await _console.Get<InvitationService>().AcceptAsync(invited.Token, ServedConsole.Password, Token);
        using (var ben = await new Visitor(_console).SignedInAsync(name: "ben"))
        {
            await AddAsync(ben, bens);
        }

        using var visitor = new Visitor(_console);
        using (await visitor.SignInAsync())
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(visitor, bens.Get(await RequestAsync(visitor, SecondFactorSlice.SecondPasskeyRequestAddress))));

            // Nor where ben's was asked for by the other page.
            Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(visitor, bens.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress))));
            Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/sims")).StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.SecondPasskeyRequestAddress))));
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        }
    }

    [Fact]
    public async Task Nobody_is_told_whose_passkeys_there_are_before_the_password_is_given()
    {
        using var stranger = new Visitor(_console);
        using var refused = await stranger.PostAsync(SecondFactorSlice.SecondPasskeyRequestAddress);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("\"allowCredentials\":[]", await RequestAsync(stranger, SecondFactorSlice.PasskeyRequestAddress), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_person_and_a_passkey_that_was_removed_are_refused_with_one_sentence()
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(p => p.SuspendedAt, DateTimeOffset.UtcNow), Token);
        using var visitor = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress))));

        Assert.True(await db.Users.AllAsync(p => p.SuspendedAt != null, Token));

        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(p => p.SuspendedAt, (DateTimeOffset?)null), Token);
        var passkey = Assert.Single((await Factors.FindAsync(Admin, Token)).Value!.Passkeys);
        Assert.NotNull((await Factors.RemovePasskeyAsync(Admin, 0, passkey.Id, Token)).Value);
        Assert.Equal(ErrorCodes.NotFound, (await Factors.RemovePasskeyAsync(Admin, 0, passkey.Id, Token)).Refusal?.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress))));
    }

    [Fact]
    public async Task Passkeys_that_are_nobodys_are_limited_by_network()
    {
        using var stranger = new Visitor(_console, "127.0.0.2");
        for (var i = 0; i < FactorLimits.WrongPasskeys; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(stranger, "{}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(stranger, "{}"));
        using var visitor = new Visitor(_console, "127.0.0.3");
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress))));
    }

    [Fact]
    public async Task An_open_page_takes_a_passkey_of_its_person_and_of_nobody_else()
    {
        using var visitor = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress))));
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var longAgo = DateTimeOffset.UtcNow.AddHours(-1);
        await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.ConfirmedAt, longAgo), Token);
        using (var refused = await visitor.PostAsync(SecondFactorSlice.PasskeyCreationAddress))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var other = new SoftAuthenticator(_console.Address);
        other.Create("""{"user":{"id":"MQ"},"challenge":"AA"}""");
        using (var wrong = await visitor.PostAsync(SecondFactorSlice.ConfirmationAddress, other.Get(await RequestAsync(visitor, SecondFactorSlice.ConfirmationRequestAddress))))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        Assert.False(await db.Sessions.AnyAsync(s => s.ConfirmedAt > longAgo.AddMinutes(1), Token));
        using var right = await visitor.PostAsync(SecondFactorSlice.ConfirmationAddress, _device.Get(await RequestAsync(visitor, SecondFactorSlice.ConfirmationRequestAddress)));
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.ConfirmedAt > longAgo.AddMinutes(1), Token));
    }

    [Fact]
    public async Task A_passkey_has_a_name_and_there_are_ten_at_most()
    {
        using var visitor = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(visitor, _device.Get(await RequestAsync(visitor, SecondFactorSlice.PasskeyRequestAddress))));
        for (var i = 1; i < SecondFactorService.MostPasskeys; i++)
        {
            using var another = new SoftAuthenticator(_console.Address);
            Assert.Equal("", await AddAsync(visitor, another, $"device {i}"));
        }

        using var last = new SoftAuthenticator(_console.Address);
        Assert.Contains("Give the passkey a name", await AddAsync(visitor, last, " "), StringComparison.Ordinal);
        Assert.Contains("There are 10 passkeys already", await AddAsync(visitor, last, "device"), StringComparison.Ordinal);
        Assert.Contains("device 9", (await Factors.FindAsync(Admin, Token)).Value!.Passkeys.Select(p => p.Name));
    }

    private static async Task<string> RequestAsync(Visitor visitor, string address)
    {
        using var answer = await visitor.PostAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private static async Task<HttpStatusCode> SignInAsync(Visitor visitor, string answer)
    {
        using var sent = await visitor.SubmitFormAsync(SignInPage.Address, "passkey", ("PasskeyForm.Answer", answer));
        return sent.StatusCode;
    }

    private static async Task<HttpStatusCode> GiveAsync(Visitor visitor, string answer)
    {
        using var sent = await visitor.SubmitFormAsync(SecondFactorPage.Address, "passkey", ("PasskeyForm.Answer", answer));
        return sent.StatusCode;
    }

    private static async Task<string> AddAsync(Visitor visitor, SoftAuthenticator device, string name = "a device", bool verified = true)
    {
        var answer = device.Create(await RequestAsync(visitor, SecondFactorSlice.PasskeyCreationAddress), verified);
        using var added = await visitor.SubmitAsync(PasskeyPage.Address, ("Form.Answer", answer), ("Form.Name", name));
        return added.StatusCode == HttpStatusCode.Redirect ? "" : await added.Content.ReadAsStringAsync(Token);
    }
}
