using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Data;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Codes of an authenticator app and recovery codes, at the sign-in page and at open pages.</summary>
public sealed partial class SecondFactorTests : IAsyncLifetime
{
    private const string Here = "127.0.0.2";
    private const string Elsewhere = "127.0.0.3";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private ServedConsole _console = null!;
    private string _key = null!;
    private string[] _codes = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Admin => TestConsole.Someone with { Actor = new Actor(Visitor.Name, OrderSource.Console) };

    private SecondFactorService Factors => _console.Get<SecondFactorService>();

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync(services => services.AddSingleton<TimeProvider>(_time));
        using var visitor = await new Visitor(_console, Here).SignedInAsync();
        (_key, _codes) = await SetUpAppAsync(visitor);
        NextStep();
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Nobody_is_in_and_nothing_may_be_done_between_the_password_and_the_code()
    {
        var sessions = await SessionsAsync();
        using var visitor = await AskedAsync();
        foreach (var path in new[] { "/", "/sims", "/settings", "/second-factor", "/second-factor/app" })
        {
            using var led = await visitor.GetAsync(path);
            Assert.StartsWith("/sign-in", led.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        foreach (var path in new[] { SecondFactorSlice.PasskeyCreationAddress, SecondFactorSlice.ConfirmationAddress, SecondFactorSlice.ConfirmationRequestAddress })
        {
            using var refused = await visitor.PostAsync(path);
            Assert.StartsWith("/sign-in", refused.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        Assert.Equal(sessions, await SessionsAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(visitor, "000000"));
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(visitor, Code()));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        Assert.Equal(sessions + 1, await SessionsAsync());
    }

    [Fact]
    public async Task A_code_is_good_once_and_so_is_every_earlier_one()
    {
        var (earlier, now) = (Totp.CodeOf(_key, Totp.StepAt(_time.Now()) - 1), Code());
        using var first = await AskedAsync();
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(first, now[..3] + " " + now[3..]));
        using var second = await AskedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(second, now));
        Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(second, earlier));
        NextStep();
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(second, Code()));
    }

    [Fact]
    public async Task Of_two_who_give_one_code_at_once_one_is_in()
    {
        for (var round = 0; round < 5; round++)
        {
            NextStep();
            var code = round < 3 ? Code() : _codes[round];
            var person = await IdAsync();
            var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
                Task.Run(() => Factors.UseAsync(person, code, _console.Get<FactorLimits>().BeginKnown(person, $"device {round} {i}"), Token))));
            Assert.Single(both, used => used.Value is not null);
        }
    }

    [Fact]
    public async Task Wrong_codes_make_a_network_wait_and_then_all_that_nobody_knows_but_not_the_devices_of_the_person()
    {
        using var known = await AskedAsync(Here);
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(known, Code()));
        NextStep();

        var stranger = await AskedAsync(Elsewhere);
        await GuessAsync(stranger, FactorLimits.Wrong);
        Assert.Equal(HttpStatusCode.TooManyRequests, await GiveAsync(stranger, Code()));
        stranger = await AskedAsync("127.0.0.4");
        await GuessAsync(stranger, FactorLimits.WrongOfStrangers - FactorLimits.Wrong);
        stranger = await AskedAsync("127.0.0.5");
        Assert.Equal(HttpStatusCode.TooManyRequests, await GiveAsync(stranger, Code()));

        using (await known.SignInAsync())
        {
            Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(known, Code()));
        }

        _time.Advance(SignInLimits.Window);
        stranger = await AskedAsync(Elsewhere);
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(stranger, Code()));
    }

    [Fact]
    public async Task Who_knows_no_password_compares_no_code()
    {
        using var stranger = new Visitor(_console, Here);
        using (await stranger.SignInAsync("a guess at the password"))
        {
            using var led = await stranger.GetAsync(SecondFactorPage.Address);
            Assert.StartsWith("/sign-in?", led.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        using var sent = await stranger.SubmitFormAsync("/sign-in", "sign-in", ("_handler", "second-factor"), ("Form.Code", Code()));
        Assert.NotEqual(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.GetAsync("/sims")).StatusCode);
    }

    [Fact]
    public async Task The_password_counts_for_five_minutes_and_no_longer_than_it_is_the_password()
    {
        using var late = await AskedAsync();
        _time.Advance(PendingSignIn.Life);
        Assert.Equal(HttpStatusCode.Redirect, (await late.GetAsync(SecondFactorPage.Address)).StatusCode);

        using var outdated = await AskedAsync();
        Assert.Equal(HttpStatusCode.OK, (await outdated.GetAsync(SecondFactorPage.Address)).StatusCode);
        Assert.Null((await _console.Get<PeopleService>().ChangePasswordAsync(Admin, ServedConsole.Password, "another password of the tests", Token)).Refusal);
        Assert.Equal(HttpStatusCode.Redirect, (await outdated.GetAsync(SecondFactorPage.Address)).StatusCode);
    }

    [Fact]
    public async Task A_person_who_is_suspended_meanwhile_is_not_let_in()
    {
        using var visitor = await AskedAsync();
        await using (var db = OpenDb())
        {
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(p => p.SuspendedAt, _time.Now()), Token);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync(SecondFactorPage.Address)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.SignInAsync()).StatusCode);
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_and_says_how_many_are_left()
    {
        Assert.Equal(RecoveryCodes.Count, _codes.Distinct().Count());
        using var visitor = await AskedAsync();
        using var answer = await visitor.SubmitAsync(SecondFactorPage.Address + "?with=recovery&returnUrl=javascript:alert(1)", ("Form.Code", _codes[3].ToUpperInvariant().Replace('-', ' ')));
        var said = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("9 recovery codes are left", said, StringComparison.Ordinal);
        Assert.Contains("href=\"./javascript:alert(1)\"", said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);

        using var again = await AskedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(again, _codes[3]));

        var renewed = (await Factors.RenewRecoveryCodesAsync(Admin, Token)).Value!;
        Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(again, _codes[4]));
        Assert.Equal(HttpStatusCode.OK, await GiveAsync(again, renewed[0]));
        Assert.Equal(9, (await Factors.FindAsync(Admin, Token)).Value!.RecoveryCodesLeft);
    }

    [Fact]
    public async Task Neither_the_key_nor_a_recovery_code_stands_in_the_database()
    {
        await using var db = OpenDb();
        Assert.DoesNotContain(_key, (await db.AuthenticatorApps.SingleAsync(Token)).Secret, StringComparison.Ordinal);
        Assert.Equal(_key, _console.Get<AuthenticatorKeys>().Unprotect((await db.AuthenticatorApps.SingleAsync(Token)).Secret));
        Assert.All(await db.RecoveryCodes.ToListAsync(Token), code => Assert.Equal(32, code.Hash.Length));
        if (db.Database.IsSqlite())
        {
            var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
            foreach (var path in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*"))
            {
                await using var kept = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var text = new StreamReader(kept, System.Text.Encoding.Latin1);
                var all = await text.ReadToEndAsync(Token);
                Assert.All([_key, .. _codes, .. _codes.Select(code => code.Replace("-", "", StringComparison.Ordinal))], secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task An_open_page_asks_for_a_code_and_takes_no_password_any_more()
    {
        Assert.Equal(ErrorCodes.WrongCredentials, (await Factors.ConfirmAsync(Admin, ServedConsole.Password, Token)).Refusal?.Code);
        Assert.NotNull((await Factors.ConfirmAsync(Admin, Code(), Token)).Value);
        Assert.Equal(ErrorCodes.WrongCredentials, (await Factors.ConfirmAsync(Admin, Code(), Token)).Refusal?.Code);
        Assert.NotNull((await Factors.ConfirmAsync(Admin, _codes[0], Token)).Value);
        for (var i = 0; i < FactorLimits.Wrong; i++)
        {
            await Factors.ConfirmAsync(Admin, "000000", Token);
        }

        NextStep();
        Assert.Equal(ErrorCodes.TooManyRequests, (await Factors.ConfirmAsync(Admin, Code(), Token)).Refusal?.Code);
        using var visitor = await AskedAsync();
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(visitor, Code()));
    }

    [Fact]
    public async Task A_change_of_factors_is_refused_where_the_password_is_ten_minutes_old()
    {
        var caller = Admin with { ConfirmedAt = _time.Now() - Caller.ConfirmedFor };
        int?[] refused =
        [
            (await Factors.OfferAppAsync(caller, 1, "localhost", Token)).Refusal?.Code, (await Factors.RemoveAppAsync(caller, 1, Token)).Refusal?.Code,
            (await Factors.RemovePasskeyAsync(caller, 1, "", Token)).Refusal?.Code, (await Factors.RenewRecoveryCodesAsync(caller, Token)).Refusal?.Code,
            (await Factors.AddPasskeyAsync(caller, 1, new([], [], default, 0, null, true, false, false, [], []), "", Token)).Refusal?.Code, (await Factors.TakeAwayAsync(1, caller, Token)).Refusal?.Code,
        ];
        Assert.All(refused, code => Assert.Equal(ErrorCodes.ConfirmFirst, code));
    }

    [Fact]
    public async Task An_offer_is_good_for_half_an_hour_and_for_the_session_that_it_was_made_for()
    {
        var offer = (await Factors.OfferAppAsync(Admin, 7, "localhost", Token)).Value!;
        Assert.Equal($"otpauth://totp/SimConsole%3Aadmin%40localhost?secret={offer.Key}&issuer=SimConsole", offer.Address.OriginalString);
        Assert.Contains("too old", (await Factors.AddAppAsync(Admin, 8, offer.Sealed, Code(offer.Key), Token)).Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("not the code", (await Factors.AddAppAsync(Admin, 7, offer.Sealed, "12345", Token)).Refusal!.Message, StringComparison.Ordinal);
        _time.Advance(AuthenticatorKeys.OfferLife);
        Assert.Contains("too old", (await Factors.AddAppAsync(Admin, 7, offer.Sealed, Code(offer.Key), Token)).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_ends_the_other_sessions_and_says_why()
    {
        using var other = await AskedAsync();
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(other, Code()));
        NextStep();
        using var visitor = await AskedAsync(Elsewhere);
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(visitor, Code()));

        await SetUpAppAsync(visitor);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sims")).StatusCode);
        using var ended = await other.GetAsync("/sims");
        Assert.EndsWith($"ended={SessionEnd.FactorsChanged}", ended.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("second factor of this name was changed", await (await other.GetAsync(ended.Headers.Location.OriginalString)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_has_lost_all_of_it_is_let_in_by_an_administrator_or_at_the_server(bool atServer)
    {
        using var visitor = await AskedAsync();
        Assert.Equal(HttpStatusCode.Redirect, await GiveAsync(visitor, Code()));
        var password = ServedConsole.Password;
        if (atServer)
        {
            password = (await _console.Get<PeopleService>().ResetAsync(Visitor.Name, Caller.CommandLine, Token)).Value!;
        }
        else
        {
            Assert.Contains("page Settings", (await Factors.TakeAwayAsync(await IdAsync(), Admin, Token)).Refusal!.Message, StringComparison.Ordinal);
            Assert.Contains("signs in with the password alone", (await Factors.TakeAwayAsync(await IdAsync(), TestConsole.Someone, Token)).Value, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/sims")).StatusCode);
        await using var db = OpenDb();
        Assert.False(await db.AuthenticatorApps.AnyAsync(Token) || await db.RecoveryCodes.AnyAsync(Token));
        using var freed = await new Visitor(_console, Here).SignedInAsync(password);
        Assert.Equal(atServer ? "/first-password" : null, (await freed.GetAsync("/settings")).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_last_factor_takes_the_recovery_codes_with_it()
    {
        Assert.NotNull((await Factors.RemoveAppAsync(Admin, 0, Token)).Value);
        Assert.Equal((null, 0), ((await Factors.FindAsync(Admin, Token)).Value!.AppSince, (await Factors.FindAsync(Admin, Token)).Value!.RecoveryCodesLeft));
        Assert.Equal(ErrorCodes.NotFound, (await Factors.RemoveAppAsync(Admin, 0, Token)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Invalid, (await Factors.RenewRecoveryCodesAsync(Admin, Token)).Refusal?.Code);
    }

    // Source: RFC 6238, appendix B, the last six digits; the key is its ASCII text in Base32.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(20_000_000_000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    /// <summary>Sets an authenticator app up on its page. Returns its key, and the recovery codes where some were shown.</summary>
    internal async Task<(string Key, string[] Codes)> SetUpAppAsync(Visitor visitor)
    {
        using var page = await visitor.GetAsync(AuthenticatorPage.Address);
        var html = await page.Content.ReadAsStringAsync(Token);
        var key = KeyOf().Match(html).Groups[1].Value;
        using var done = await visitor.SubmitAsync(AuthenticatorPage.Address, ("Form.Sealed", SealedOf().Match(html).Groups[1].Value), ("Form.Code", Code(key)));
        Assert.True(done.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{done.StatusCode}");
        return (key, [.. CodesOf().Matches(await done.Content.ReadAsStringAsync(Token)).Select(code => code.Groups[1].Value)]);
    }

    private static async Task GuessAsync(Visitor stranger, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await GiveAsync(stranger, "000000"));
        }
    }

    private static async Task<HttpStatusCode> GiveAsync(Visitor visitor, string code)
    {
        using var answer = await visitor.SubmitAsync(SecondFactorPage.Address, ("Form.Code", code));
        return answer.StatusCode;
    }

    /// <summary>Somebody who has given the right password.</summary>
    private async Task<Visitor> AskedAsync(string from = Here)
    {
        var visitor = new Visitor(_console, from);
        using var asked = await visitor.SignInAsync();
        Assert.StartsWith(SecondFactorPage.Address, asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return visitor;
    }

    private SimConsoleDb OpenDb() => _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContext();

    private void NextStep() => _time.Advance(TimeSpan.FromSeconds(Totp.SecondsPerStep));

    private string Code(string? key = null) => Totp.CodeOf(key ?? _key, Totp.StepAt(_time.Now()));

    private async Task<int> SessionsAsync()
    {
        await using var db = OpenDb();
        return await db.Sessions.CountAsync(Token);
    }

    private async Task<long> IdAsync()
    {
        await using var db = OpenDb();
        return await db.Users.Select(p => p.Id).SingleAsync(Token);
    }

    [GeneratedRegex("data-key=\"([A-Z2-7]{32})\"")]
    private static partial Regex KeyOf();

    [GeneratedRegex("name=\"Form.Sealed\" value=\"([^\"]+)\"")]
    private static partial Regex SealedOf();

    [GeneratedRegex("<li><code>([a-z2-9-]{19})</code>")]
    private static partial Regex CodesOf();
}
