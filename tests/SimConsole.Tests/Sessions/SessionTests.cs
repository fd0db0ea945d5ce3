using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Tests.Api;
using SimConsole.Tests.People;

namespace SimConsole.Tests.Sessions;

/// <summary>What a person or a key has opened ends with it. What is written past the console's services is what another process would do.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(services => services.AddSingleton<TimeProvider>(_time));

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(true, SessionEnd.Removed)]
    [InlineData(false, SessionEnd.EndedByAdministrator)]
    public async Task An_open_page_neither_acts_nor_reads_a_second_after_another_process_ended_its_person(bool removed, SessionEnd why)
    {
        await using var page = await OpenPage.OfAsync(_console);
        Assert.True(await page.ActsAsync());

        await (removed ? RemoveAsync() : EndAsync());
        await UntilAsync(() => page.ShowsNobody);

        Assert.False(await page.ActsAsync());
        Assert.Equal(why, page.Session.Ended);
        await Assert.ThrowsAsync<InvalidOperationException>(page.Person.CallerAsync);
    }

    [Fact]
    public async Task A_page_that_nobody_looked_up_for_two_seconds_is_looked_up_before_it_acts()
    {
        await using var page = await OpenPage.OfAsync(_console, watched: false);
        await RemoveAsync();
        Assert.True(await page.ActsAsync());
        _time.Advance(OpenSessions.Longest);
        Assert.False(await page.ActsAsync());
    }

    [Fact]
    public async Task No_order_is_given_in_the_name_of_a_person_who_is_gone()
    {
        await using var page = await OpenPage.OfAsync(_console);
        Assert.Equal("admin", (await page.Person.CallerAsync()).Name);
        await RemoveAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(page.Person.CallerAsync);
    }

    [Fact]
    public async Task A_changed_password_and_signing_out_everywhere_end_every_page_of_the_person_at_once()
    {
        await using var first = await OpenPage.OfAsync(_console);
        Assert.Null((await _console.Get<PeopleService>().ChangePasswordAsync(await first.Person.CallerAsync(), ServedConsole.Password, "another password of the tests", Token)).Refusal);
        await Wait.UntilAsync(() => first.ShowsNobody);

        await using var second = await OpenPage.OfAsync(_console);
        Assert.True(await second.ActsAsync());
        await _console.Get<SessionService>().EndOwnAsync(await second.Person.CallerAsync(), Token);
        await Wait.UntilAsync(() => second.ShowsNobody);
    }

    [Fact]
    public async Task A_cookie_counts_no_more_once_its_person_has_signed_out_everywhere_and_the_next_page_says_why()
    {
        using var visitor = await new Visitor(_console).SignedInAsync();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/settings")).StatusCode);

        await EndAsync();

        using var answer = await visitor.GetAsync("/settings");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using var signIn = await visitor.GetAsync(answer.Headers.Location!.OriginalString);
        Assert.Contains("an administrator has ended this session", await signIn.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_other_pages_of_that_sign_in_and_no_others()
    {
        await using var mine = await OpenPage.OfAsync(_console);
        await using var others = await OpenPage.OfAsync(_console);
        Assert.Null((await _console.Get<SessionService>().EndAsync(mine.Number, await mine.Person.CallerAsync(), Token)).Refusal);
        await Wait.UntilAsync(() => mine.ShowsNobody);
        Assert.True(await others.ActsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_of_the_hub_ends_with_its_key_whoever_revokes_it(bool here)
    {
        var keys = _console.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(new ApiKeyOrder("nightly job", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
        var closed = new TaskCompletionSource();
        await using var stays = Connection(ServedConsole.AccountSid, ServedConsole.AuthToken);
        await using var ends = Connection(key.Key.Sid, key.Secret);
        ends.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        await stays.StartAsync(Token);
        await ends.StartAsync(Token);
        await ends.InvokeAsync(nameof(LiveHub.WatchEverything), Token);

        if (here)
        {
            await keys.RevokeAsync(key.Key.Sid, TestConsole.Someone, Token);
            await closed.Task.WaitAsync(Token);
        }
        else
        {
            await using var db = await OpenDbAsync();
            await db.ApiKeys.ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, _time.Now()), Token);
            await UntilAsync(() => closed.Task.IsCompleted);
        }

        await stays.InvokeAsync(nameof(LiveHub.WatchEverything), Token);

        // The client knows that it is closed before the hub has put away what it had.
        await Wait.UntilAsync(() => _console.Get<LiveFeed>().Subscriptions == 1);
    }

    private HubConnection Connection(string user, string password) => new HubConnectionBuilder()
        .WithUrl(new Uri(_console.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(user, password).ToString())
        .Build();

    /// <summary>Lets the console's clock run, one second at most.</summary>
    private async Task UntilAsync(Func<bool> condition)
    {
        var ran = TimeSpan.Zero;
        await Wait.UntilAsync(() =>
        {
            if (!condition() && ran < OpenSessions.Interval)
            {
                ran += OpenSessions.Interval / 10;
                _time.Advance(OpenSessions.Interval / 10);
            }

            return Task.FromResult(condition());
        });
    }

    private async Task RemoveAsync()
    {
        await using var db = await OpenDbAsync();
        await db.Users.ExecuteDeleteAsync(Token);
    }

    private async Task EndAsync()
    {
        await using var db = await OpenDbAsync();
        await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, _time.Now()).SetProperty(s => s.Ended, SessionEnd.EndedByAdministrator), Token);
    }

    private Task<SimConsoleDb> OpenDbAsync() => _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);

    /// <summary>What the server keeps of a page that somebody has open, without the browser.</summary>
    private sealed class OpenPage : IAsyncDisposable
    {
        private readonly AsyncServiceScope _scope;
        private readonly Func<CircuitInboundActivityContext, Task> _inbound;
        private int _acts;

        /// <summary>The number of its session.</summary>
        public long Number { get; private set; }

        private OpenPage(AsyncServiceScope scope)
        {
            _scope = scope;
            _inbound = Session.CreateInboundActivityHandler(_ =>
            {
                _acts++;
                return Task.CompletedTask;
            });
        }

        public PageSession Session => _scope.ServiceProvider.GetRequiredService<PageSession>();

        public SignedInPerson Person => _scope.ServiceProvider.GetRequiredService<SignedInPerson>();

        private AuthenticationStateProvider Authentication => _scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();

        public static async Task<OpenPage> OfAsync(ServedConsole console, bool watched = true)
        {
            if (!watched)
            {
                await console.Get<OpenSessions>().StopAsync(Token);
            }

            var page = new OpenPage(console.Get<IServiceScopeFactory>().CreateAsyncScope());
            var services = page._scope.ServiceProvider;
            var person = await services.GetRequiredService<UserManager<Person>>().FindByNameAsync("admin");
            var principal = await services.GetRequiredService<IUserClaimsPrincipalFactory<Person>>().CreateAsync(person!);
            (page.Number, var secret) = await console.Get<SessionService>().BeginAsync(person!.Id, "192.0.2.7", "a browser", null, Token);
            ((ClaimsIdentity)principal.Identity!).AddClaim(Credential.ClaimOf(page.Number, secret));
            ((IHostEnvironmentAuthenticationStateProvider)page.Authentication).SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
            await page.Session.OnCircuitOpenedAsync(null!, Token);
            return page;
        }

        /// <summary>Whether what the browser sends reaches a component.</summary>
        public async Task<bool> ActsAsync()
        {
            var before = _acts;
            await _inbound(null!);
            return _acts > before;
        }

        public bool ShowsNobody =>
            Authentication.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true, Result.User.Identity.IsAuthenticated: false };

        public ValueTask DisposeAsync() => _scope.DisposeAsync();
    }
}
