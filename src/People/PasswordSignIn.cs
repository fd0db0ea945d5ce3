using Microsoft.AspNetCore.Identity;
using SimConsole.Audit;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;

namespace SimConsole.People;

/// <summary>How a sign-in ended.</summary>
public enum SignInOutcome
{
    SignedIn,

    /// <summary>Signed in, to choose a password of one's own before all else.</summary>
    Newcomer,

    /// <summary>Name and password are right, but nobody is signed in until the second factor is given as well.</summary>
    SecondFactor,

    /// <summary>The name and the password do not match.</summary>
    Wrong,

    /// <summary>Nothing was compared: there were too many tries from there.</summary>
    TooMany,

    /// <summary>Nothing was compared: nobody signs in here with a password.</summary>
    Off,
}

/// <summary>
/// Signs people in by name and password. A name that nobody has is handled in the same way as one that somebody has: neither the answer nor the time it
/// takes tells them apart.
/// </summary>
public sealed class PasswordSignIn(SignInManager<Person> signIn, IPasswordHasher<Person> hasher, SignInLimits limits, KnownDevice devices, SecondFactorSignIn factors, FailedSignIns failed, OpenIdProvider provider)
{
    /// <summary>The most characters of a name; the database keeps no more.</summary>
    private const int LongestName = 256;

    private static readonly Person Nobody = new();
    private static string? _nobodysHash;

    /// <summary>Signs a person in, with a cookie of the answer to this request.</summary>
    public async Task<SignInOutcome> SignInAsync(HttpContext context, string name, string password)
    {
        if (!provider.LetsLocalIn)
        {
            return SignInOutcome.Off;
        }

        var normal = signIn.UserManager.NormalizeName(name.Length <= LongestName ? name : name[..LongestName]);
        using var attempt = devices.Of(context.Request, normal) is { } device
            ? await limits.BeginKnownAsync(normal, device, context.RequestAborted)
            : await limits.BeginAsync(normal, context.Connection.RemoteIpAddress, context.RequestAborted);
        if (attempt is null)
        {
            Failed(context, null);
            return SignInOutcome.TooMany;
        }

        var (found, isRight) = await PersonAsync(normal, password);
        if (found is not { } person || !isRight)
        {
            Failed(context, found?.UserName);
            return SignInOutcome.Wrong;
        }

        attempt.WasRight();
        if (await factors.AsksAsync(context, person))
        {
            return SignInOutcome.SecondFactor;
        }

        devices.Remember(context, normal);
        await signIn.SignInAsync(person, isPersistent: true);
        return person.PasswordIsTemporary ? SignInOutcome.Newcomer : SignInOutcome.SignedIn;
    }

    private void Failed(HttpContext context, string? name) =>
        failed.Add(AuditKinds.SignInFailed, OrderSource.Console, name, context.Connection.RemoteIpAddress?.ToString() ?? "");

    /// <summary>The person with this name, and whether the password is right.</summary>
    private async Task<(Person? Person, bool IsRight)> PersonAsync(string name, string password)
    {
        // Made at the first try, whatever the name.
        _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        if (await signIn.UserManager.FindByNameAsync(name) is { PasswordHash: not null } person)
        {
            // A suspended person takes the same path and time, and gets the same answer.
            return (person, await signIn.UserManager.CheckPasswordAsync(person, password) && person.SuspendedAt is null);
        }

        hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
        return (null, false);
    }
}
