using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sessions;
using SimConsole.Work;

namespace SimConsole.People.OpenId;

/// <summary>The person who came by the provider, or why they were refused.</summary>
/// <param name="Person">The person; null where they are refused.</param>
/// <param name="Name">The name of an existing person, for the record; null where there is none.</param>
public sealed record OpenIdArrival(Person? Person, OpenIdOutcome Outcome, string? Name);

/// <summary>
/// The people who sign in by the provider. A person is known by issuer and subject, never by a name or an e-mail address, which may be given to others. The
/// role comes from the groups, anew at each sign-in.
/// </summary>
public sealed class OpenIdService(
    IDbContextFactory<SimConsoleDb> databases, IServiceScopeFactory scopes, SessionService sessions, OpenIdProvider provider, TimeProvider time)
{
    /// <summary>
    /// Signs in the person whom the provider has named, and creates them at their first sign-in. Their open sessions end where their role has changed or is
    /// gone.
    /// </summary>
    /// <param name="address">The IP address that the person comes from.</param>
    public async Task<OpenIdArrival> SignInAsync(OpenIdIdentity identity, string address, CancellationToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        await using var db = await databases.CreateDbContextAsync(token);
        OpenIdArrival arrival = null!;
        await db.InTransactionAsync(async after =>
        {
            db.ChangeTracker.Clear();
            await db.LockNameAsync(PeopleService.Administrators, token);
            arrival = await FindAsync(db, identity, token) is { } person
                ? await AgainAsync(db, person, identity, address, after, token)
                : await FirstAsync(db, people, identity, address, token);
        }, token);
        return arrival;
    }

    /// <summary>
    /// Records that the person of a session has just signed in with the provider again. False where the provider named somebody else, or did not ask the
    /// person.
    /// </summary>
    /// <param name="askedAt">When the person was sent to the provider.</param>
    public async Task<bool> ConfirmAsync(OpenIdIdentity identity, long session, DateTimeOffset askedAt, CancellationToken token)
    {
        await using (var db = await databases.CreateDbContextAsync(token))
        {
            if (identity.AuthenticatedAt is not { } at || at < askedAt - OpenIdTokens.ClockSkew
                || await FindAsync(db, identity, token) is not { } person
                || !await db.Sessions.AnyAsync(s => s.Id == session && s.PersonId == person.Id && s.EndedAt == null, token))
            {
                return false;
            }
        }

        await sessions.ConfirmedAsync(session, token);
        return true;
    }

    private async Task<OpenIdArrival> FirstAsync(SimConsoleDb db, UserManager<Person> people, OpenIdIdentity identity, string address, CancellationToken token)
    {
        if (provider.RoleOf(identity.Groups) is not { } role)
        {
            return new OpenIdArrival(null, OpenIdOutcome.NoRole, null);
        }

        var name = identity.UserName?.Trim() ?? "";
        if (name.Length is 0 or > PeopleService.NameLength || name.Except(people.Options.User.AllowedUserNameCharacters).Any())
        {
            return new OpenIdArrival(null, OpenIdOutcome.NameUnusable, null);
        }

        var normalized = people.NormalizeName(name);
        if (await db.Users.Where(p => p.NormalizedUserName == normalized).Select(p => p.UserName).SingleOrDefaultAsync(token) is { } taken)
        {
            return new OpenIdArrival(null, OpenIdOutcome.NameTaken, taken);
        }

        var person = new Person { UserName = name, NormalizedUserName = normalized, SecurityStamp = PeopleService.NewStamp(), Role = role, CreatedAt = time.Now() };
        db.Users.Add(person);
        await db.SaveChangesAsync(token);
        db.UserLogins.Add(new IdentityUserLogin<long> { LoginProvider = identity.Issuer, ProviderKey = identity.Subject, ProviderDisplayName = provider.Name, UserId = person.Id });
        db.Audit(Caller.SigningIn(name, null, address), AuditKinds.PersonJoined, name, new AuditChange("role", role.ToString()), new AuditChange("provider", identity.Issuer), new AuditChange("subject", identity.Subject));
        await db.SaveChangesAsync(token);
        return new OpenIdArrival(person, OpenIdOutcome.SignedIn, name);
    }

    private async Task<OpenIdArrival> AgainAsync(SimConsoleDb db, Person person, OpenIdIdentity identity, string address, AfterCommit after, CancellationToken token)
    {
        if (person.SuspendedAt is not null)
        {
            return Refused(OpenIdOutcome.Suspended);
        }

        var (caller, role) = (Caller.SigningIn(person.UserName!, null, address), provider.RoleOf(identity.Groups));
        if (role is null)
        {
            if (person.DeniedAt is null)
            {
                person.DeniedAt = time.Now();
                await ChangedAsync(SessionEnd.Removed, new AuditChange("role", person.Role.ToString(), null));
            }

            return Refused(OpenIdOutcome.NoRole);
        }

        if (role != person.Role && person.Role == Role.Administrator && !await PeopleService.IsAnotherAdministratorAsync(db, person.Id, token))
        {
            // The role stays on the record without effect: the last administrator cannot be demoted, but what the provider says counts all the same.
            await sessions.EndAllAsync(db, person.Id, SessionEnd.RoleChanged, caller.Actor, after, token);
            return Refused(OpenIdOutcome.LastAdministrator);
        }

        if (role != person.Role || person.DeniedAt is not null)
        {
            var before = person.DeniedAt is null ? person.Role.ToString() : null;
            (person.Role, person.DeniedAt) = (role.Value, null);
            if (role == Role.Administrator && !person.Scope.IsAll)
            {
                // An administrator decides who sees what, so none is limited.
                db.Audit(caller, AuditKinds.PersonLimited, person.UserName!, new AuditChange("fleets", await FleetLimits.NamesAsync(db, person.Scope, token), "all"));
                person.Scope = FleetScope.All;
            }

            await ChangedAsync(SessionEnd.RoleChanged, new AuditChange("role", before, role.ToString()));
        }

        return new OpenIdArrival(person, OpenIdOutcome.SignedIn, person.UserName);

        OpenIdArrival Refused(OpenIdOutcome outcome) => new(null, outcome, person.UserName);

        async Task ChangedAsync(SessionEnd end, AuditChange change)
        {
            person.ConcurrencyStamp = PeopleService.NewStamp();
            await sessions.EndAllAsync(db, person.Id, end, caller.Actor, after, token);
            db.Audit(caller, AuditKinds.PersonRoleChanged, person.UserName!, change, new AuditChange("groups", string.Join(", ", identity.Groups)));
            await db.SaveChangesAsync(token);
        }
    }

    private static Task<Person?> FindAsync(SimConsoleDb db, OpenIdIdentity identity, CancellationToken token) =>
        db.Users.SingleOrDefaultAsync(p => db.UserLogins.Any(l => l.UserId == p.Id && l.LoginProvider == identity.Issuer && l.ProviderKey == identity.Subject), token);
}
