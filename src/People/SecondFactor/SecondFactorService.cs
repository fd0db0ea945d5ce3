using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.People.OpenId;
using SimConsole.Sessions;
using SimConsole.Work;

namespace SimConsole.People.SecondFactor;

/// <summary>A passkey as its person sees it.</summary>
/// <param name="Id">Identifies it, for an address or a button.</param>
/// <param name="UsedAt">When somebody last signed in with it; null where nobody did.</param>
public sealed record OwnPasskey(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt);

/// <summary>What a person can give besides the password.</summary>
/// <param name="AppSince">Since when there is an authenticator app; null where there is none.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes can still be used.</param>
/// <param name="IsRequired">Whether the person's role asks for a second factor.</param>
/// <param name="IsOfProvider">Whether the person signs in by the provider, which then asks for factors of its own.</param>
public sealed record OwnFactors(DateTimeOffset? AppSince, IReadOnlyList<OwnPasskey> Passkeys, int RecoveryCodesLeft, bool IsRequired, bool IsOfProvider)
{
    /// <summary>Whether there is any second factor; recovery codes do not count.</summary>
    public bool HasAny => AppSince is not null || Passkeys.Count > 0;
}

/// <summary>A key that is offered for an authenticator app.</summary>
/// <param name="Key">The key in Base32, for a person who types it.</param>
/// <param name="Address">The same key as an address that an app reads from a picture.</param>
/// <param name="Sealed">The same key as the page carries it until the first code has come.</param>
public sealed record AppOffer(string Key, Uri Address, string Sealed);

/// <summary>A factor that was just added.</summary>
/// <param name="RecoveryCodes">The person's new recovery codes, shown only this once; null where they already have some.</param>
/// <param name="IsFirstAct">Whether the person could do nothing before: then all of their sessions have ended, including this one.</param>
public sealed record AddedFactor(Person Person, string[]? RecoveryCodes, bool IsFirstAct);

/// <summary>What was given is right.</summary>
/// <param name="RecoveryCodesLeft">Where it was a recovery code, how many are left.</param>
public sealed record UsedFactor(int? RecoveryCodesLeft);

/// <summary>
/// The second factors of people: authenticator apps, passkeys, and recovery codes for the case that those are lost. Whatever changes a person's factors ends
/// their other sessions.
/// </summary>
public sealed class SecondFactorService(
    IDbContextFactory<SimConsoleDb> databases,
    IServiceScopeFactory scopes,
    PeopleService people,
    SessionService sessions,
    SecondFactorPolicy policy,
    AuthenticatorKeys keys,
    FactorLimits limits,
    OpenIdProvider provider,
    TimeProvider time)
{
    /// <summary>The most characters of the name of a passkey.</summary>
    public const int PasskeyNameLength = 64;

    /// <summary>The most passkeys of a person.</summary>
    public const int MostPasskeys = 10;

    /// <summary>The name of the lock that is held by any operation that may remove a person's last factor.</summary>
    private const string Factors = "SecondFactors";

    private static readonly string WrongCode = $"This code has expired, or was used before. Type the next one. After {FactorLimits.Wrong} wrong ones, wait {SignInLimits.Window.TotalMinutes:0} minutes.";

    /// <summary>What the caller has.</summary>
    public async Task<Result<OwnFactors>> FindAsync(Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await PersonAsync(db, caller, token) is not { } person)
        {
            return Gone(caller);
        }

        var since = await db.AuthenticatorApps.Where(a => a.PersonId == person.Id).Select(a => (DateTimeOffset?)a.CreatedAt).SingleOrDefaultAsync(token);
        var passkeys = await db.UserPasskeys.AsNoTracking().Where(k => k.UserId == person.Id)
            .Select(k => new { Passkey = k, UsedAt = EF.Property<DateTimeOffset?>(k, SecondFactorRows.PasskeyUsedAt) }).ToListAsync(token);
        return new OwnFactors(
            since,
            [.. passkeys.Select(k => new OwnPasskey(IdOf(k.Passkey.CredentialId), k.Passkey.Data.Name ?? "", k.Passkey.Data.CreatedAt, k.UsedAt)).OrderBy(k => k.CreatedAt)],
            await LeftAsync(db, person.Id, token),
            policy.Requires(person.Role),
            await db.ProviderOfAsync(person.Id, token) is not null);
    }

    /// <summary>Generates a key for an authenticator app. It counts once <see cref="AddAppAsync"/> has seen a code of it.</summary>
    /// <param name="session">The caller's session: nobody else can use the offer.</param>
    /// <param name="host">The host of the console, by which the app tells this one from others.</param>
    public async Task<Result<AppOffer>> OfferAppAsync(Caller caller, long session, string host, CancellationToken token)
    {
        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var db = await databases.CreateDbContextAsync(token);
        if (await PersonAsync(db, caller, token) is null)
        {
            return Gone(caller);
        }

        return Shown(scope.ServiceProvider.GetRequiredService<UserManager<Person>>().GenerateNewAuthenticatorKey(), caller, session, host);
    }

    /// <summary>The offer that a page carries, to show it once more; null where it is over.</summary>
    internal AppOffer? Again(string? @sealed, Caller caller, long session, string host) => keys.Offered(@sealed ?? "", session) is { } key ? Shown(key, caller, session, host) : null;

    /// <summary>
    /// Gives the caller an authenticator app, in place of any earlier one. The refusal says that the offer is over, or that the code is wrong. A caller who was
    /// asked for their password when they got the offer is not asked again.
    /// </summary>
    /// <param name="session">The caller's session, which stays.</param>
    /// <param name="sealed">The offer as the page carried it.</param>
    /// <param name="code">A code of the app.</param>
    public async Task<Result<AddedFactor>> AddAppAsync(Caller caller, long session, string @sealed, string code, CancellationToken token)
    {
        if (keys.Offered(@sealed, session) is not { } key)
        {
            return new Refusal(ErrorCodes.Invalid, "This QR code is too old. Scan the new one, and type its code.");
        }

        // A code of the offered app is compared without a limit: whoever sends one knows the key, since the page shows it.
        if (Totp.StepsOf(key, Digits(code), time.Now()) is not [var step, ..])
        {
            return new Refusal(ErrorCodes.WrongCredentials, "This is not the code of the new app. Type the six digits that it shows now; the clock of the phone has to be right.");
        }

        var secret = keys.Protect(key);
        return await AddAsync(caller, session, "authenticator app", async (db, person) =>
        {
            if (await db.AuthenticatorApps.SingleOrDefaultAsync(a => a.PersonId == person.Id, token) is { } app)
            {
                (app.Secret, app.LastStep, app.CreatedAt) = (secret, step, time.Now());
            }
            else
            {
                db.AuthenticatorApps.Add(new AuthenticatorApp { PersonId = person.Id, Secret = secret, LastStep = step, CreatedAt = time.Now() });
            }

            return null;
        }, token);
    }

    /// <summary>Adds a passkey of the caller, which has been verified. The refusal says that there are too many.</summary>
    /// <param name="session">The caller's session, which stays.</param>
    /// <param name="name">The name by which the person knows it.</param>
    public async Task<Result<AddedFactor>> AddPasskeyAsync(Caller caller, long session, UserPasskeyInfo passkey, string name, CancellationToken token)
    {
        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        if (name.Trim() is not { Length: > 0 and <= PasskeyNameLength } trimmed || trimmed.Any(char.IsControl))
        {
            return new Refusal(ErrorCodes.Invalid, $"Give the passkey a name of 1 to {PasskeyNameLength} letters, such as that of the device.");
        }

        if (passkey.CredentialId.Length > SecondFactorRows.PasskeyIdLength)
        {
            return new Refusal(ErrorCodes.Invalid, "This passkey cannot be kept: its number is too long. Use another device.");
        }

        return await AddAsync(caller, session, $"passkey {trimmed}", async (db, person) =>
        {
            if (await db.UserPasskeys.CountAsync(k => k.UserId == person.Id, token) >= MostPasskeys)
            {
                return new Refusal(ErrorCodes.Invalid, $"There are {MostPasskeys} passkeys already. Remove one first.");
            }

            db.UserPasskeys.Add(new IdentityUserPasskey<long>
            {
                UserId = person.Id,
                CredentialId = passkey.CredentialId,
                Data = new IdentityPasskeyData
                {
                    Name = trimmed,
                    CreatedAt = passkey.CreatedAt,
                    PublicKey = passkey.PublicKey,
                    SignCount = passkey.SignCount,
                    Transports = passkey.Transports,
                    IsUserVerified = passkey.IsUserVerified,
                    IsBackupEligible = passkey.IsBackupEligible,
                    IsBackedUp = passkey.IsBackedUp,
                    AttestationObject = passkey.AttestationObject,
                    ClientDataJson = passkey.ClientDataJson,
                },
            });
            return null;
        }, token);
    }

    /// <summary>Removes the caller's authenticator app.</summary>
    /// <param name="session">The caller's session, which stays.</param>
    public Task<Result<string>> RemoveAppAsync(Caller caller, long session, CancellationToken token) => RemoveAsync(caller, session, "authenticator app", async (db, person) =>
        await db.AuthenticatorApps.Where(a => a.PersonId == person.Id).ExecuteDeleteAsync(token) == 1 ? "The authenticator app is removed."
            : new Refusal(ErrorCodes.NotFound, "The authenticator app has been removed already."), token);

    /// <summary>Removes a passkey of the caller.</summary>
    /// <param name="session">The caller's session, which stays.</param>
    /// <param name="id">The <see cref="OwnPasskey.Id"/> of the passkey.</param>
    public Task<Result<string>> RemovePasskeyAsync(Caller caller, long session, string id, CancellationToken token) => RemoveAsync(caller, session, "passkey", async (db, person) =>
    {
        var credential = WebEncoders.Base64UrlDecode(id);
        return await db.UserPasskeys.Where(k => k.UserId == person.Id && k.CredentialId == credential).ExecuteDeleteAsync(token) == 1
            ? "The passkey is removed here. Remove it from the device as well, where it stays listed."
            : new Refusal(ErrorCodes.NotFound, "This passkey has been removed already.");
    }, token);

    /// <summary>Generates ten new recovery codes for the caller, which are shown only this once; the old ones no longer work.</summary>
    public async Task<Result<string[]>> RenewRecoveryCodesAsync(Caller caller, CancellationToken token)
    {
        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        Result<string[]> renewed = default;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            await db.LockNameAsync(Factors, token);
            if (await PersonAsync(db, caller, token) is not { } person)
            {
                renewed = Gone(caller);
            }
            else if (!await HasFactorAsync(db, person.Id, token))
            {
                renewed = new Refusal(ErrorCodes.Invalid, "Recovery codes stand in for a second factor, and there is none yet. Add an authenticator app or a passkey first.");
            }
            else
            {
                renewed = await NewCodesAsync(db, person.Id, token);
                db.Audit(caller, AuditKinds.RecoveryCodesMade, caller.Name);
                await db.SaveChangesAsync(token);
            }
        }, token);
        return renewed;
    }

    /// <summary>
    /// Checks whether what the caller gives shows that it is still them, for what asks for it again: a code where they have an authenticator app, or one of their
    /// recovery codes, and the password otherwise.
    /// </summary>
    public async Task<Result<Person>> ConfirmAsync(Caller caller, string given, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await PersonAsync(db, caller, token) is not { } person)
        {
            return Gone(caller);
        }

        if (!await db.AuthenticatorApps.AnyAsync(a => a.PersonId == person.Id, token))
        {
            return await people.ConfirmAsync(caller, given, token);
        }

        // Somebody else may be at an open page; what they guess there must not keep the person from signing in.
        var used = await UseAsync(person.Id, given, limits.BeginKnown(person.Id, "an open page"), token);
        return used.Refusal is { } refusal ? refusal : person;
    }

    /// <summary>Removes all factors of another person, who has lost them, and ends their open sessions. For those who may manage people.</summary>
    public async Task<Result<string>> TakeAwayAsync(long person, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        Result<string> result = default;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.LockNameAsync(Factors, token);
            var found = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.Id == person, token);
            if (found is not null && await db.ProviderOfAsync(person, token) is not null)
            {
                result = provider.NotHere($"{found.UserName} signs in without a second factor of this console.");
                return;
            }

            if (found is null || found.UserName == caller.Name)
            {
                result = found is null
                    ? new Refusal(ErrorCodes.NotFound, "This person no longer exists. Reload the page to see those who do.")
                    : new Refusal(ErrorCodes.Invalid, "Your own second factor is changed on the page Settings.");
                return;
            }

            await RemoveAllAsync(db, person, token);
            await sessions.EndAllAsync(db, person, SessionEnd.FactorsChanged, caller.Actor, after, token);
            db.Audit(caller, AuditKinds.PersonFactorReset, found.UserName!);
            await db.SaveChangesAsync(token);
            result = policy.Requires(found.Role)
                ? $"{found.UserName} no longer has a second factor, and sets up another at the next sign-in."
                : $"{found.UserName} no longer has a second factor, and signs in with the password alone.";
        }, token);
        return result;
    }

    /// <summary>Removes all factors that a person has besides the password, in the caller's transaction.</summary>
    internal static async Task RemoveAllAsync(SimConsoleDb db, long person, CancellationToken token)
    {
        await db.AuthenticatorApps.Where(a => a.PersonId == person).ExecuteDeleteAsync(token);
        await db.UserPasskeys.Where(k => k.UserId == person).ExecuteDeleteAsync(token);
        await db.RecoveryCodes.Where(c => c.PersonId == person).ExecuteDeleteAsync(token);
    }

    /// <summary>Whether a person has a second factor.</summary>
    internal async Task<bool> HasFactorAsync(long person, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await HasFactorAsync(db, person, token);
    }

    /// <summary>Whether a person signs in by the provider.</summary>
    internal async Task<bool> IsOfProviderAsync(long person, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ProviderOfAsync(person, token) is not null;
    }

    /// <summary>Which factors a person has: an authenticator app, and passkeys.</summary>
    internal async Task<(bool App, bool Passkeys)> KindsAsync(long person, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return (await db.AuthenticatorApps.AnyAsync(a => a.PersonId == person, token), await db.UserPasskeys.AnyAsync(k => k.UserId == person, token));
    }

    /// <summary>
    /// Uses up a code of an authenticator app, or a recovery code, in the statement that decides: of two who send the same code, one passes. Nothing is compared
    /// without a permit.
    /// </summary>
    internal async Task<Result<UsedFactor>> UseAsync(long person, string given, FactorTry? turn, CancellationToken token)
    {
        if (turn is null)
        {
            return new Refusal(ErrorCodes.TooManyRequests, WrongCode);
        }

        var (code, now) = (Digits(given), time.Now());
        await using var db = await databases.CreateDbContextAsync(token);
        if (code.Length == Totp.Digits && code.All(char.IsAsciiDigit))
        {
            var app = await db.AuthenticatorApps.AsNoTracking().SingleOrDefaultAsync(a => a.PersonId == person, token);
            foreach (var step in app is null ? [] : Totp.StepsOf(Opened(app), code, now))
            {
                if (await db.AuthenticatorApps.Where(a => a.PersonId == person && a.Secret == app!.Secret && a.LastStep < step)
                    .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastStep, step), token) == 1)
                {
                    turn.WasRight();
                    return new UsedFactor(null);
                }
            }
        }
        else if (RecoveryCodes.HashOf(person, given) is { } hash
            && await db.RecoveryCodes.Where(c => c.PersonId == person && c.Hash == hash && c.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), token) == 1)
        {
            turn.WasRight();
            return new UsedFactor(await LeftAsync(db, person, token));
        }

        return new Refusal(ErrorCodes.WrongCredentials, WrongCode);
    }

    /// <summary>
    /// Records that somebody has just shown a passkey, and the signature counter of its device. The row of the person is not written, as Identity would do: that
    /// could undo what an administrator changes in it at the same moment. False where the passkey is gone.
    /// </summary>
    internal async Task<bool> PasskeyUsedAsync(UserPasskeyInfo passkey, CancellationToken token)
    {
        var (id, now, found) = (passkey.CredentialId, time.Now(), false);
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            var kept = await db.UserPasskeys.SingleOrDefaultAsync(k => k.CredentialId == id, token);
            found = kept is not null;
            if (kept is not null)
            {
                (kept.Data.SignCount, kept.Data.IsBackedUp) = (passkey.SignCount, passkey.IsBackedUp);
                db.Entry(kept).Property(SecondFactorRows.PasskeyUsedAt).CurrentValue = now;
                await db.SaveChangesAsync(token);
            }
        }, token);
        return found;
    }

    private static Task<bool> HasFactorAsync(SimConsoleDb db, long person, CancellationToken token) =>
        db.Users.AnyAsync(p => p.Id == person && (db.AuthenticatorApps.Any(a => a.PersonId == p.Id) || db.UserPasskeys.Any(k => k.UserId == p.Id)), token);

    private static Task<int> LeftAsync(SimConsoleDb db, long person, CancellationToken token) =>
        db.RecoveryCodes.CountAsync(c => c.PersonId == person && c.UsedAt == null, token);

    private static Task<Person?> PersonAsync(SimConsoleDb db, Caller caller, CancellationToken token) =>
        caller.Actor.Source == OrderSource.Console ? db.Users.SingleOrDefaultAsync(p => p.UserName == caller.Name, token) : Task.FromResult<Person?>(null);

    private static Refusal Gone(Caller caller) => new(ErrorCodes.NotFound, $"There is nobody named {caller.Name} any more.");

    /// <summary>What was typed, without the separators that people put between the digits.</summary>
    private static string Digits(string given) => new([.. given.Where(c => !char.IsWhiteSpace(c)).Take(Totp.Digits + 1)]);

    private static string IdOf(byte[] credential) => WebEncoders.Base64UrlEncode(credential);

    /// <summary>The key of an app; one that matches no code where the Data Protection keys that protect it are gone.</summary>
    private string Opened(AuthenticatorApp app)
    {
        try
        {
            return keys.Unprotect(app.Secret);
        }
        catch (CryptographicException)
        {
            return "";
        }
    }

    private AppOffer Shown(string key, Caller caller, long session, string host) => new(
        key,
        new Uri($"otpauth://totp/{Uri.EscapeDataString($"{nameof(SimConsole)}:{caller.Name}@{host}")}?secret={key}&issuer={nameof(SimConsole)}"),
        keys.Offer(key, session));

    private static async Task<string[]> NewCodesAsync(SimConsoleDb db, long person, CancellationToken token)
    {
        await db.RecoveryCodes.Where(c => c.PersonId == person).ExecuteDeleteAsync(token);
        var codes = RecoveryCodes.New();
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { PersonId = person, Hash = RecoveryCodes.HashOf(person, code)! }));
        return codes;
    }

    private async Task<Result<AddedFactor>> AddAsync(
        Caller caller, long session, string factor, Func<SimConsoleDb, Person, Task<Refusal?>> add, CancellationToken token)
    {
        Result<AddedFactor> result = default;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.LockNameAsync(Factors, token);
            if (await PersonAsync(db, caller, token) is not { } person)
            {
                result = Gone(caller);
                return;
            }

            if (await db.ProviderOfAsync(person.Id, token) is not null)
            {
                result = provider.NotHere("You sign in without a second factor of this console.");
                return;
            }

            if (person.PasswordIsTemporary)
            {
                result = new Refusal(ErrorCodes.NotPermitted, "Choose a password of your own first.");
                return;
            }

            if (await add(db, person) is { } refusal)
            {
                result = refusal;
                return;
            }

            var codes = await LeftAsync(db, person.Id, token) == 0 ? await NewCodesAsync(db, person.Id, token) : null;
            db.Audit(caller, AuditKinds.FactorAdded, caller.Name, new AuditChange("factor", factor));
            await db.SaveChangesAsync(token);

            // The session of a person who could do nothing until now says so, and has to end.
            var isFirstAct = caller.May == Permissions.None;
            await sessions.EndOthersAsync(db, person.Id, isFirstAct ? null : session, SessionEnd.FactorsChanged, caller.Actor, after, token);
            result = new AddedFactor(person, codes, isFirstAct);
        }, token);
        return result;
    }

    private async Task<Result<string>> RemoveAsync(Caller caller, long session, string factor, Func<SimConsoleDb, Person, Task<Result<string>>> remove, CancellationToken token)
    {
        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        Result<string> result = default;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.LockNameAsync(Factors, token);
            if (await PersonAsync(db, caller, token) is not { } person)
            {
                result = Gone(caller);
                return;
            }

            var factors = await db.AuthenticatorApps.CountAsync(a => a.PersonId == person.Id, token) + await db.UserPasskeys.CountAsync(k => k.UserId == person.Id, token);
            if (factors == 1 && policy.Requires(person.Role))
            {
                result = new Refusal(ErrorCodes.Invalid, $"The role {person.Role} requires a second factor, and this is the last one. Add another first.");
                return;
            }

            result = await remove(db, person);
            if (result.Value is not null)
            {
                if (factors == 1)
                {
                    await RemoveAllAsync(db, person.Id, token);
                }

                await sessions.EndOthersAsync(db, person.Id, session, SessionEnd.FactorsChanged, caller.Actor, after, token);
                db.Audit(caller, AuditKinds.FactorRemoved, caller.Name, new AuditChange("factor", factor, null));
                await db.SaveChangesAsync(token);
            }
        }, token);
        return result;
    }
}
