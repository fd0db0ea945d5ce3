using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Accounts;
using SimConsole.People;
using SimConsole.Sessions;

namespace SimConsole.Tests.People;

/// <summary>How people come, what they are made, and how they go; and that somebody always can let others in.</summary>
public sealed class PeopleTests : IAsyncLifetime
{
    private const string Password = "a password of the tests";

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PeopleService People => _console.Get<PeopleService>();

    private InvitationService Invitations => _console.Get<InvitationService>();

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task What_Identity_read_before_a_suspension_does_not_undo_it()
    {
        var invited = (await Invitations.InviteAsync("ben", Role.Operator, FleetScope.All, TestConsole.Someone, Token)).Value!;
        var id = (await Invitations.AcceptAsync(invited.Token, Password, Token)).Value!.Id;
        await using var scope = _console.Get<IServiceProvider>().CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var read = (await people.FindByNameAsync("ben"))!;
        Assert.Null((await People.SuspendAsync(id, TestConsole.Someone, Token)).Refusal);
        Assert.False((await people.UpdateAsync(read)).Succeeded);
        await using var db = _console.OpenDb();
        Assert.NotNull(await db.Users.Where(p => p.Id == id).Select(p => p.SuspendedAt).SingleAsync(Token));
    }

    [Fact]
    public async Task An_invitation_makes_one_person_of_whoever_comes_first()
    {
        var invited = (await Invitations.InviteAsync("ben", Role.Operator, FleetScope.All, TestConsole.Someone, Token)).Value!;
        Assert.Equal("ben", (await Invitations.FindAsync(invited.Token, Token)).Value!.UserName);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Invitations.AcceptAsync(invited.Token, Password, Token))));

        Assert.Single(both, accepted => accepted.Value is { UserName: "ben", Role: Role.Operator });
        Assert.Single(both, accepted => accepted.Refusal is { Code: ErrorCodes.NotFound });
        Assert.Equal(ErrorCodes.NotFound, (await Invitations.FindAsync(invited.Token, Token)).Refusal?.Code);
        Assert.Equal("ben", Assert.Single((await People.ListAsync(TestConsole.Someone, Token)).Value!).UserName);
    }

    [Fact]
    public async Task A_password_that_will_not_do_leaves_the_invitation_as_it_was()
    {
        var invited = (await Invitations.InviteAsync("ben", Role.Operator, FleetScope.All, TestConsole.Someone, Token)).Value!;
        var refused = await Invitations.AcceptAsync(invited.Token, "too short", Token);
        Assert.Equal(ErrorCodes.Invalid, refused.Refusal?.Code);
        Assert.NotNull((await Invitations.AcceptAsync(invited.Token, Password, Token)).Value);
    }

    [Theory]
    [InlineData(47, true)]
    [InlineData(49, false)]
    public async Task An_invitation_is_good_for_two_days(int hours, bool good)
    {
        var invited = (await Invitations.InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!;
        _console.Time.Advance(TimeSpan.FromHours(hours));
        Assert.Equal(good, (await Invitations.AcceptAsync(invited.Token, Password, Token)).Value is not null);
    }

    [Fact]
    public async Task A_withdrawn_invitation_and_one_that_was_replaced_are_good_for_nothing()
    {
        var first = (await Invitations.InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!;
        var second = (await Invitations.InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!;
        Assert.NotNull((await Invitations.FindAsync(first.Token, Token)).Refusal);

        Assert.Null((await Invitations.WithdrawAsync(second.Invitation.Id, TestConsole.Someone, Token)).Refusal);

        Assert.NotNull((await Invitations.AcceptAsync(second.Token, Password, Token)).Refusal);
        Assert.Empty((await Invitations.ListAsync(TestConsole.Someone, Token)).Value!);
        Assert.NotNull((await Invitations.WithdrawAsync(second.Invitation.Id, TestConsole.Someone, Token)).Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ben jones")]
    [InlineData("ben\u202e")]
    [InlineData("ANN")]
    public async Task Nobody_is_invited_by_a_name_that_cannot_be_or_is_taken(string name)
    {
        await AddAsync("ann", Role.Administrator);
        Assert.Equal(ErrorCodes.Invalid, (await Invitations.InviteAsync(name, Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Theory]
    [InlineData(SessionEnd.RoleChanged)]
    [InlineData(SessionEnd.Suspended)]
    [InlineData(SessionEnd.PasswordChanged)]
    [InlineData(SessionEnd.Removed)]
    public async Task Whatever_takes_something_from_a_person_ends_what_he_has_open_and_says_why(SessionEnd why)
    {
        await AddAsync("ann", Role.Administrator);
        var ben = await AddAsync("ben", Role.Administrator);
        var credential = await SignInAsync(ben);
        Assert.Null(await EndOfAsync(credential));

        Assert.Null((await (why switch
        {
            SessionEnd.RoleChanged => People.ChangeRoleAsync(ben, Role.Viewer, TestConsole.Someone, Token),
            SessionEnd.Suspended => People.SuspendAsync(ben, TestConsole.Someone, Token),
            SessionEnd.PasswordChanged => People.ResetAsync("ben", Caller.CommandLine, Token),
            _ => People.RemoveAsync(ben, false, TestConsole.Someone, Token),
        })).Refusal);

        Assert.Equal(why, await EndOfAsync(credential));
    }

    [Fact]
    public async Task A_suspended_person_cannot_sign_in_until_he_is_let_in_again()
    {
        await AddAsync("ann", Role.Administrator);
        var ben = await AddAsync("ben", Role.Operator);
        await People.SuspendAsync(ben, TestConsole.Someone, Token);
        Assert.NotNull(Assert.Single((await People.ListAsync(TestConsole.Someone, Token)).Value!, p => p.Id == ben).SuspendedAt);
        await People.ResumeAsync(ben, TestConsole.Someone, Token);
        Assert.Null(Assert.Single((await People.ListAsync(TestConsole.Someone, Token)).Value!, p => p.Id == ben).SuspendedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_keys_of_a_person_who_goes_end_or_are_anothers(bool taken)
    {
        var ann = await AddAsync("ann", Role.Administrator);
        var ben = await AddAsync("ben", Role.Administrator);
        var key = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("nightly job", Permissions.SimsRead, null), By("ben"), Token)).Value!;
        Assert.Equal(1, (await People.ListAsync(By("ann"), Token)).Value!.Single(p => p.Id == ben).Keys);

        Assert.Null((await People.RemoveAsync(ben, taken, By("ann"), Token)).Refusal);

        Assert.Equal(taken ? Permissions.SimsRead : null, (await _console.Get<ApiKeyService>().SignInAsync(key.Key.Sid, key.Secret, null, Token)).Value?.Permissions);
        Assert.Equal(taken ? 1 : 0, (await People.ListAsync(By("ann"), Token)).Value!.Single(p => p.Id == ann).Keys);
    }

    [Fact]
    public async Task The_last_administrator_who_can_sign_in_stays_one()
    {
        var ann = await AddAsync("ann", Role.Administrator);
        var ben = await AddAsync("ben", Role.Administrator);
        Assert.Null((await People.SuspendAsync(ben, By("ann"), Token)).Refusal);

        foreach (var refused in new[]
        {
            await People.SuspendAsync(ann, By("ann"), Token), await People.ChangeRoleAsync(ann, Role.Viewer, By("ann"), Token), await People.RemoveAsync(ann, false, By("ann"), Token),
        })
        {
            Assert.Contains("the last administrator", refused.Refusal!.Message, StringComparison.Ordinal);
        }

        Assert.Null((await People.ResumeAsync(ben, By("ann"), Token)).Refusal);
        Assert.Null((await People.ChangeRoleAsync(ann, Role.Viewer, By("ben"), Token)).Refusal);
    }

    [Fact]
    public async Task Two_administrators_who_demote_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 10; round++)
        {
            var (ann, ben) = (await AddAsync($"ann{round}", Role.Administrator), await AddAsync($"ben{round}", Role.Administrator));
            var both = await Task.WhenAll(
                Task.Run(() => People.ChangeRoleAsync(ann, Role.Viewer, By("ben"), Token)), Task.Run(() => People.ChangeRoleAsync(ben, Role.Viewer, By("ann"), Token)));
            Assert.Single(both, changed => changed.Refusal is null);
            await using var db = _console.OpenDb();
            Assert.Equal(1, await db.Users.CountAsync(p => p.Role == Role.Administrator, Token));
            await db.Users.ExecuteDeleteAsync(Token);
        }
    }

    [Fact]
    public async Task A_session_ends_an_hour_after_its_last_use_and_twelve_after_its_begin()
    {
        var ann = await AddAsync("ann", Role.Viewer);
        var idle = await SignInAsync(ann);
        _console.Time.Advance(Session.LongestIdle - TimeSpan.FromMinutes(1));
        Assert.Null(await _console.Get<Standing>().EndOfActingAsync(idle, Token));
        _console.Time.Advance(Session.LongestIdle - TimeSpan.FromMinutes(1));
        Assert.Null(await EndOfAsync(idle));
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SessionEnd.Idle, await EndOfAsync(idle));

        var used = await SignInAsync(ann);
        for (var minutes = 0; minutes < Session.LongestLife.TotalMinutes; minutes += 30)
        {
            Assert.Null(await _console.Get<Standing>().EndOfActingAsync(used, Token));
            _console.Time.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.Equal(SessionEnd.Expired, await EndOfAsync(used));
    }

    [Fact]
    public async Task A_session_is_no_others_who_know_its_number()
    {
        var ann = await AddAsync("ann", Role.Viewer);
        var session = await SignInAsync(ann);
        Assert.NotNull(await EndOfAsync(session with { Token = new string('0', 32) }));
        Assert.Equal(ErrorCodes.NotPermitted, (await _console.Get<SessionService>().EndAsync(session.Session, By("ben", Role.Operator), Token)).Refusal?.Code);
        Assert.Null(await EndOfAsync(session));
        Assert.Null((await _console.Get<SessionService>().EndAsync(session.Session, By("ben"), Token)).Refusal);
        Assert.Equal(SessionEnd.EndedByAdministrator, await EndOfAsync(session));
    }

    [Fact]
    public async Task A_key_that_has_expired_is_no_key()
    {
        var keys = _console.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, TimeSpan.FromDays(30)), TestConsole.Someone, Token)).Value!;
        Assert.Equal(Permissions.SimsRead, (await keys.SignInAsync(key.Key.Sid, key.Secret, IPAddress.Parse("192.0.2.7"), Token)).Value?.Permissions);
        var listed = Assert.Single((await keys.ListAsync(TestConsole.Someone, Token)).Value!);
        Assert.Equal((_console.Time.Now(), "192.0.2.7"), (listed.LastUsedAt!.Value, listed.LastUsedFrom));

        _console.Time.Advance(TimeSpan.FromDays(30));

        Assert.Null((await keys.SignInAsync(key.Key.Sid, key.Secret, IPAddress.Parse("192.0.2.7"), Token)).Value);
        Assert.Equal(SessionEnd.Removed, await EndOfAsync(new Credential(key.Key.Sid, 0, null)));
    }

    [Theory]
    [InlineData(Permissions.None)]
    [InlineData(Permissions.KeysManage)]
    [InlineData(Permissions.SimsRead | Permissions.PeopleManage)]
    public async Task No_key_decides_who_else_comes_in(Permissions permissions) =>
        Assert.Equal(ErrorCodes.Invalid, (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", permissions, null), TestConsole.Someone, Token)).Refusal?.Code);

    private static Caller By(string name, Role role = Role.Administrator) => new(new Actor(name, OrderSource.Console), role.May(), $"The role {role}", DateTimeOffset.MaxValue);

    private Task<SessionEnd?> EndOfAsync(Credential credential) => _console.Get<Standing>().EndOfAsync(credential, Token);

    private async Task<Credential> SignInAsync(long person)
    {
        var (session, secret) = await _console.Get<SessionService>().BeginAsync(person, "192.0.2.7", "a browser", null, Token);
        return new Credential(null, session, secret);
    }

    private async Task<long> AddAsync(string name, Role role)
    {
        await using var scope = _console.Get<IServiceScopeFactory>().CreateAsyncScope();
        var person = new Person { UserName = name, Role = role, CreatedAt = _console.Time.Now() };
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person)).Succeeded);
        return person.Id;
    }
}
