using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.People.OpenId;
using SimConsole.Sessions;

namespace SimConsole.People;

/// <summary>An invitation that was just written, with the secret that its link carries: it is shown only this once.</summary>
public sealed record NewInvitation(Invitation Invitation, string Token);

/// <summary>Invites people, and creates persons for them. Nobody ever knows the password of another.</summary>
public sealed class InvitationService(IDbContextFactory<SimConsoleDb> databases, IServiceScopeFactory scopes, OpenIdProvider provider, TimeProvider time)
{
    private static readonly Refusal Over = new(ErrorCodes.NotFound, "This invitation was used, was withdrawn, or is older than 48 hours. Ask for another one.");

    /// <summary>The invitations that wait, the latest first, for those who may manage people.</summary>
    public async Task<Result<Invitation[]>> ListAsync(Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Invitations.AsNoTracking().Where(i => i.EndedAt == null && i.ExpiresAt > now).OrderByDescending(i => i.Id).ToArrayAsync(token);
    }

    /// <summary>Invites somebody to become a person with this name and role, limited to these Fleets. An earlier invitation for the same name ends.</summary>
    public async Task<Result<NewInvitation>> InviteAsync(string userName, Role role, FleetScope fleets, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        if (provider.LocalIsOff is { } off)
        {
            return off;
        }

        userName = userName.Trim();
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (userName.Length is 0 or > PeopleService.NameLength || userName.Except(people.Options.User.AllowedUserNameCharacters).Any())
        {
            return new Refusal(ErrorCodes.Invalid, $"A name has 1 to {PeopleService.NameLength} letters, digits, and the signs - . _ @ +.");
        }

        if (await people.FindByNameAsync(userName) is { } there)
        {
            return new Refusal(ErrorCodes.Invalid, $"There is a person named {there.UserName} already. Choose another name.");
        }

        var secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var now = time.Now();
        var invitation = new Invitation
        {
            UserName = userName,
            Role = role,
            Scope = fleets,
            TokenHash = Credential.HashOf(secret),
            CreatedBy = caller.Name,
            CreatedAt = now,
            ExpiresAt = now + Invitation.Life,
        };
        await using var db = await databases.CreateDbContextAsync(token);
        if (await FleetLimits.FaultOfAsync(db, fleets, role, token) is { } fault)
        {
            return fault;
        }

        await db.InTransactionAsync(async () =>
        {
            await db.Invitations.Where(i => i.UserName == userName && i.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.EndedAt, now), token);
            db.Invitations.Add(invitation);
            db.Audit(caller, AuditKinds.PersonInvited, userName, new AuditChange("role", role.ToString()));
            await db.SaveChangesAsync(token);
        }, token);
        return new NewInvitation(invitation, secret);
    }

    /// <summary>Ends an invitation: its link no longer works.</summary>
    public async Task<Result<string>> WithdrawAsync(long invitation, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var withdrawn = 0;
        await db.InTransactionAsync(async () =>
        {
            var name = await db.Invitations.Where(i => i.Id == invitation).Select(i => i.UserName).SingleOrDefaultAsync(token);
            withdrawn = await db.Invitations.Where(i => i.Id == invitation && i.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.EndedAt, now), token);
            if (withdrawn == 1)
            {
                db.Audit(caller, AuditKinds.InvitationWithdrawn, name ?? "");
                await db.SaveChangesAsync(token);
            }
        }, token);
        return withdrawn == 1 ? "The invitation is withdrawn." : Over;
    }

    /// <summary>Whom a link invites; the refusal says that it is over.</summary>
    public async Task<Result<Invitation>> FindAsync(string secret, CancellationToken token)
    {
        if (provider.LocalIsOff is { } off)
        {
            return off;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return await OpenAsync(db, secret, token) is { } invitation ? invitation : Over;
    }

    /// <summary>Creates a person for whoever has the link, with the password that they chose. The refusal says what the password lacks, or that the link is over.</summary>
    public async Task<Result<Person>> AcceptAsync(string secret, string password, CancellationToken token)
    {
        if (provider.LocalIsOff is { } off)
        {
            return off;
        }

        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var db = scope.ServiceProvider.GetRequiredService<SimConsoleDb>();
        Result<Person> accepted = Over;
        await db.InTransactionAsync(async () =>
        {
            db.ChangeTracker.Clear();

            // Used up in the statement that decides: of two people who use the same link, only one becomes a person.
            if (await OpenAsync(db, secret, token) is not { } invitation
                || await db.Invitations.Where(i => i.Id == invitation.Id && i.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.EndedAt, time.Now()), token) == 0)
            {
                accepted = Over;
                return;
            }

            var person = new Person { UserName = invitation.UserName, Role = invitation.Role, Scope = invitation.Scope, CreatedAt = time.Now() };
            var created = await people.CreateAsync(person, password);
            if (created.Succeeded)
            {
                db.Audit(Caller.SigningIn(person.UserName, null, ""), AuditKinds.PersonJoined, person.UserName, new AuditChange("role", person.Role.ToString()));
                await db.SaveChangesAsync(token);
                accepted = person;
                return;
            }

            accepted = new Refusal(ErrorCodes.Invalid, string.Join(' ', created.Errors.Select(error => error.Description)));
            await db.Invitations.Where(i => i.Id == invitation.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.EndedAt, (DateTimeOffset?)null), token);
        }, token);
        return accepted;
    }

    private async Task<Invitation?> OpenAsync(SimConsoleDb db, string secret, CancellationToken token)
    {
        var (hash, now) = (Credential.HashOf(secret), time.Now());
        return await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.TokenHash == hash && i.EndedAt == null && i.ExpiresAt > now, token);
    }
}
