using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;
using SimConsole.Work;

namespace SimConsole.People;

/// <summary>A person as the page of people shows them.</summary>
/// <param name="SeenAt">When the person last used the console; null where they never did.</param>
/// <param name="Keys">How many valid API keys the person answers for.</param>
/// <param name="HasApp">Whether the person has an authenticator app.</param>
/// <param name="Passkeys">How many passkeys the person has.</param>
/// <param name="IsOfProvider">Whether the person signs in by the provider, which then decides their role.</param>
/// <param name="DeniedAt">Since when the provider gives the person no role; null where it gives one.</param>
public sealed record PersonSummary(
    long Id, string UserName, Role Role, FleetScope Scope, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt, DateTimeOffset? SeenAt, int Sessions, int Keys, bool HasApp, int Passkeys, bool IsOfProvider, DateTimeOffset? DeniedAt);

/// <summary>The people who may sign in: who they are, and what they may do. Whatever takes something from a person ends their open sessions.</summary>
public sealed class PeopleService(
    IDbContextFactory<SimConsoleDb> databases, IServiceScopeFactory scopes, SignInLimits limits, SessionService sessions, ApiKeyService keys, FailedSignIns failed, OpenIdProvider provider, TimeProvider time)
{
    /// <summary>The fewest characters of a password.</summary>
    public const int ShortestPassword = 12;

    /// <summary>The most characters of a name; the database keeps no more.</summary>
    public const int NameLength = 64;

    /// <summary>The name of the lock that is held by any operation that may remove the last administrator.</summary>
    internal const string Administrators = "Administrators";

    /// <summary>Everybody, by name, for those who may manage people.</summary>
    public async Task<Result<PersonSummary[]>> ListAsync(Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var (open, held) = (db.Sessions.HoldingAt(now), db.ApiKeys.HoldingAt(now));
        return await db.Users.AsNoTracking().OrderBy(p => p.NormalizedUserName)
            .Select(p => new PersonSummary(
                p.Id,
                p.UserName!,
                p.Role,
                p.Scope,
                p.CreatedAt,
                p.SuspendedAt,
                db.Sessions.Where(s => s.PersonId == p.Id).Max(s => (DateTimeOffset?)s.SeenAt),
                open.Count(s => s.PersonId == p.Id),
                held.Count(k => k.OwnerId == p.Id),
                db.AuthenticatorApps.Any(a => a.PersonId == p.Id),
                db.UserPasskeys.Count(k => k.UserId == p.Id),
                db.UserLogins.Any(l => l.UserId == p.Id),
                p.DeniedAt))
            .ToArrayAsync(token);
    }

    /// <summary>Gives a person another role, which ends their open sessions.</summary>
    public Task<Result<string>> ChangeRoleAsync(long person, Role role, Caller caller, CancellationToken token) => ChangeAsync(person, caller, async (db, found, after) =>
    {
        if (await db.ProviderOfAsync(person, token) is not null)
        {
            return provider.NotHere($"{found.UserName} has the role that the groups give, and would have it again after the next sign-in.");
        }

        if (found.Role == role)
        {
            return $"{found.UserName} has the role {role} already.";
        }

        if (await IsLastAdministratorAsync(db, found, token))
        {
            return LastAdministrator(found);
        }

        if (await FleetLimits.FaultOfAsync(db, found.Scope, role, token) is { } fault)
        {
            return fault;
        }

        db.Audit(caller, AuditKinds.PersonRoleChanged, found.UserName!, new AuditChange("role", found.Role.ToString(), role.ToString()));
        found.Role = role;
        await sessions.EndAllAsync(db, person, SessionEnd.RoleChanged, caller.Actor, after, token);
        return $"{found.UserName} has the role {role} now, and has to sign in again.";
    }, token);

    /// <summary>
    /// Limits a person to Fleets, or removes the limit, which ends their open sessions. An administrator cannot be limited. Refused with
    /// <see cref="ErrorCodes.ChangedSince"/> where somebody has changed the limit meanwhile.
    /// </summary>
    /// <param name="seen">The limit that the caller has seen.</param>
    public Task<Result<string>> LimitAsync(long person, FleetScope fleets, FleetScope seen, Caller caller, CancellationToken token) => ChangeAsync(person, caller, async (db, found, after) =>
    {
        if (found.Scope != seen && found.Scope != fleets)
        {
            var who = await db.AuditEntries.Where(e => e.Subject == found.UserName && e.Kind == AuditKinds.PersonLimited).OrderByDescending(e => e.Id).Select(e => e.Actor).FirstOrDefaultAsync(token);
            var now = found.Scope.IsAll ? "works with all Fleets" : $"is limited to {await FleetLimits.NamesAsync(db, found.Scope, token)}";
            return new Refusal(ErrorCodes.ChangedSince, $"{who ?? "Somebody"} has changed the Fleets of {found.UserName} since you opened them: {found.UserName} {now} now. Nothing was saved. Save again to overwrite it.");
        }

        if (await FleetLimits.FaultOfAsync(db, fleets, found.Role, token) is { } fault)
        {
            return fault;
        }

        if (found.Scope != fleets)
        {
            db.Audit(caller, AuditKinds.PersonLimited, found.UserName!, new AuditChange("fleets", await FleetLimits.NamesAsync(db, found.Scope, token), await FleetLimits.NamesAsync(db, fleets, token)));
            found.Scope = fleets;
            await sessions.EndAllAsync(db, person, SessionEnd.FleetsChanged, caller.Actor, after, token);
        }

        return fleets.IsAll ? $"{found.UserName} works with all Fleets." : $"{found.UserName} is limited to {fleets.Says()} now, and has to sign in again.";
    }, token);

    /// <summary>Suspends a person: they cannot sign in until somebody allows it again. Their open sessions end, and their keys stay.</summary>
    public Task<Result<string>> SuspendAsync(long person, Caller caller, CancellationToken token) => ChangeAsync(person, caller, async (db, found, after) =>
    {
        if (await IsLastAdministratorAsync(db, found, token))
        {
            return LastAdministrator(found);
        }

        found.SuspendedAt ??= time.Now();
        db.Audit(caller, AuditKinds.PersonSuspended, found.UserName!);
        await sessions.EndAllAsync(db, person, SessionEnd.Suspended, caller.Actor, after, token);
        return $"{found.UserName} can no longer sign in.";
    }, token);

    /// <summary>Lets a person sign in again who was suspended.</summary>
    public Task<Result<string>> ResumeAsync(long person, Caller caller, CancellationToken token) => ChangeAsync(person, caller, (db, found, _) =>
    {
        found.SuspendedAt = null;
        db.Audit(caller, AuditKinds.PersonResumed, found.UserName!);
        return Task.FromResult<Result<string>>($"{found.UserName} may sign in again.");
    }, token);

    /// <summary>Removes a person. Their open sessions end; their keys end as well, or become the caller's.</summary>
    /// <param name="takeKeys">Whether the caller answers for the person's keys from now on.</param>
    public Task<Result<string>> RemoveAsync(long person, bool takeKeys, Caller caller, CancellationToken token) => ChangeAsync(person, caller, async (db, found, after) =>
    {
        if (await IsLastAdministratorAsync(db, found, token))
        {
            return LastAdministrator(found);
        }

        if (found.UserName == caller.Name)
        {
            return new Refusal(ErrorCodes.Invalid, "You cannot remove yourself. Ask another administrator.");
        }

        var heir = takeKeys ? await db.Users.Where(p => p.UserName == caller.Name).Select(p => (long?)p.Id).SingleOrDefaultAsync(token) : null;
        await keys.LeaveBehindAsync(db, person, heir, after, token);
        await sessions.EndAllAsync(db, person, SessionEnd.Removed, caller.Actor, after, token);
        db.Audit(caller, AuditKinds.PersonRemoved, found.UserName!, new AuditChange("keys", heir is null ? "ended" : $"handed to {caller.Name}"));
        db.Users.Remove(found);
        return $"{found.UserName} is removed.";
    }, token);

    /// <summary>Checks the caller's password, for what asks for it again. The refusal says that it is wrong, or that there were too many wrong ones.</summary>
    public async Task<Result<Person>> ConfirmAsync(Caller caller, string password, CancellationToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await CheckAsync(scope.ServiceProvider.GetRequiredService<UserManager<Person>>(), caller, password, token);
    }

    /// <summary>
    /// Changes the caller's own password, which ends all of their open sessions. The refusal says what the new one lacks, or that the present one is wrong.
    /// </summary>
    public async Task<Result<Person>> ChangePasswordAsync(Caller caller, string present, string next, CancellationToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var found = await CheckAsync(people, caller, present, token);
        if (found.Value is not { } person)
        {
            return found;
        }

        if (await FaultOfAsync(people, person, next) is { } fault)
        {
            return fault;
        }

        var hash = people.PasswordHasher.HashPassword(person, next);
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.Users.Where(p => p.Id == person.Id).ExecuteUpdateAsync(set => set
                .SetProperty(p => p.PasswordHash, hash).SetProperty(p => p.PasswordIsTemporary, false).SetProperty(p => p.ConcurrencyStamp, NewStamp()), token);
            await sessions.EndAllAsync(db, person.Id, SessionEnd.PasswordChanged, caller.Actor, after, token);
            db.Audit(caller, AuditKinds.PasswordChanged, caller.Name);
            await db.SaveChangesAsync(token);
        }, token);
        person.PasswordIsTemporary = false;
        return person;
    }

    /// <summary>
    /// Gives a person a generated password with which they can only choose their own, removes their second factor, lets them sign in again where they were
    /// suspended, and ends their open sessions. For a person with access to the server, when nobody can sign in any more. A person who came by a provider signs in
    /// here from then on. Returns the password.
    /// </summary>
    public async Task<Result<string>> ResetAsync(string userName, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await people.FindByNameAsync(userName) is not { } person)
        {
            return new Refusal(ErrorCodes.NotFound, $"There is nobody named {Cut.Short(userName)}.");
        }

        var password = FirstAdministrator.NewPassword();
        var hash = people.PasswordHasher.HashPassword(person, password);
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.Users.Where(p => p.Id == person.Id).ExecuteUpdateAsync(set => set
                .SetProperty(p => p.PasswordHash, hash).SetProperty(p => p.PasswordIsTemporary, true).SetProperty(p => p.SuspendedAt, (DateTimeOffset?)null)
                .SetProperty(p => p.DeniedAt, (DateTimeOffset?)null)
                .SetProperty(p => p.ConcurrencyStamp, NewStamp()), token);
            await SecondFactorService.RemoveAllAsync(db, person.Id, token);
            await db.UserLogins.Where(l => l.UserId == person.Id).ExecuteDeleteAsync(token);
            await sessions.EndAllAsync(db, person.Id, SessionEnd.PasswordChanged, caller.Actor, after, token);
            db.Audit(caller, AuditKinds.PersonReset, person.UserName!);
            await db.SaveChangesAsync(token);
        }, token);
        return password;
    }

    private async Task<Result<Person>> CheckAsync(UserManager<Person> people, Caller caller, string password, CancellationToken token)
    {
        if (caller.Actor.Source != OrderSource.Console || await people.FindByNameAsync(caller.Name) is not { } person)
        {
            return new Refusal(ErrorCodes.NotFound, $"There is nobody named {caller.Name} any more.");
        }

        if (person.PasswordHash is null)
        {
            return provider.NotHere("You sign in without a password of this console.");
        }

        // Somebody else may be at an open page; what they guess there must not keep the person from signing in.
        using var attempt = await limits.BeginKnownAsync(caller.Name, "an open page", token);
        if (attempt is null)
        {
            return new Refusal(ErrorCodes.WrongCredentials, $"There were too many wrong passwords. Wait {SignInLimits.Window.TotalMinutes:0} minutes, and try again.");
        }

        if (!await people.CheckPasswordAsync(person, password))
        {
            failed.Add(AuditKinds.SignInFailed, OrderSource.Console, caller.Name, caller.Address ?? "");
            return new Refusal(ErrorCodes.WrongCredentials, "The present password is wrong.");
        }

        attempt.WasRight();
        return person;
    }

    /// <summary>What a password lacks; null where it will do.</summary>
    internal static async Task<Refusal?> FaultOfAsync(UserManager<Person> people, Person person, string password)
    {
        foreach (var validator in people.PasswordValidators)
        {
            var result = await validator.ValidateAsync(people, person, password);
            if (!result.Succeeded)
            {
                return new Refusal(ErrorCodes.Invalid, string.Join(' ', result.Errors.Select(error => error.Description)));
            }
        }

        return null;
    }

    private async Task<Result<string>> ChangeAsync(
        long person, Caller caller, Func<SimConsoleDb, Person, AfterCommit, Task<Result<string>>> change, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        Result<string> result = default;
        await db.InTransactionAsync(async after =>
        {
            db.ChangeTracker.Clear();
            await db.LockNameAsync(Administrators, token);
            result = await db.Users.SingleOrDefaultAsync(p => p.Id == person, token) is { } found
                ? await change(db, found, after)
                : new Refusal(ErrorCodes.NotFound, "This person no longer exists. Reload the page to see those who do.");
            foreach (var changed in db.ChangeTracker.Entries<Person>().Where(p => p.State == EntityState.Modified))
            {
                changed.Entity.ConcurrencyStamp = NewStamp();
            }

            await db.SaveChangesAsync(token);
        }, token);
        return result;
    }

    /// <summary>
    /// Identity writes a person as a whole, for example where it hashes a password anew. A new stamp shows it that somebody has changed the person since, so that
    /// it writes nothing.
    /// </summary>
    internal static string NewStamp() => Guid.NewGuid().ToString();

    private static async Task<bool> IsLastAdministratorAsync(SimConsoleDb db, Person person, CancellationToken token) =>
        person is { Role: Role.Administrator, SuspendedAt: null, DeniedAt: null } && !await IsAnotherAdministratorAsync(db, person.Id, token);

    /// <summary>Whether there is another administrator who can sign in. The caller holds <see cref="Administrators"/>.</summary>
    internal static Task<bool> IsAnotherAdministratorAsync(SimConsoleDb db, long person, CancellationToken token) =>
        db.Users.AnyAsync(p => p.Id != person && p.Role == Role.Administrator && p.SuspendedAt == null && p.DeniedAt == null, token);

    private static Refusal LastAdministrator(Person person) =>
        new(ErrorCodes.Invalid, $"{person.UserName} is the last administrator who can sign in. Make somebody else one first.");
}
