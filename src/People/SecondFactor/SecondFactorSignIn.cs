using Microsoft.AspNetCore.Identity;
using SimConsole.Audit;
using SimConsole.People.OpenId;
using SimConsole.Sessions;

namespace SimConsole.People.SecondFactor;

/// <summary>Signs people in who give a second factor after the password, or a passkey instead of both. Until then there is no session.</summary>
public sealed class SecondFactorSignIn(SignInManager<Person> signIn, SecondFactorService factors, PendingSignIn pending, FactorLimits limits, KnownDevice devices, SessionService sessions, FailedSignIns failed, OpenIdProvider provider)
{
    private static readonly Refusal NoPasskey = new(
        ErrorCodes.WrongCredentials, "This passkey belongs to nobody here, or was not confirmed by fingerprint, face or PIN. Try again, or sign in another way.");

    /// <summary>Remembers that a person has given the right password, where they have a second factor to give. Otherwise nothing is remembered.</summary>
    public async Task<bool> AsksAsync(HttpContext context, Person person)
    {
        var asks = await factors.HasFactorAsync(person.Id, context.RequestAborted);
        if (asks)
        {
            pending.Begin(context, person);
        }

        return asks;
    }

    /// <summary>The person who is to give the second factor; null where nobody has given the password.</summary>
    public async Task<Person?> PersonAsync(HttpContext context) => provider.LetsLocalIn ? await pending.PersonAsync(context, signIn.UserManager) : null;

    /// <summary>Which factors a person can give: a code of an authenticator app, and a passkey.</summary>
    public Task<(bool App, bool Passkeys)> KindsAsync(Person person, CancellationToken token) => factors.KindsAsync(person.Id, token);

    /// <summary>Signs in a person who has given the password, by a code of the app or a recovery code.</summary>
    public async Task<Result<UsedFactor>> ByCodeAsync(HttpContext context, Person person, string code)
    {
        var turn = devices.Of(context.Request, person.NormalizedUserName ?? "") is { } device
            ? limits.BeginKnown(person.Id, device)
            : limits.Begin(person.Id, context.Connection.RemoteIpAddress);
        var used = await factors.UseAsync(person.Id, code, turn, context.RequestAborted);
        if (used.Value is not null)
        {
            await CompleteAsync(context, person);
        }
        else
        {
            failed.Add(AuditKinds.SignInFailed, OrderSource.Console, person.UserName, context.Connection.RemoteIpAddress?.ToString() ?? "");
        }

        return used;
    }

    /// <summary>Signs in the person whose passkey it is.</summary>
    /// <param name="answer">What the browser made of the request, as JSON.</param>
    /// <param name="person">The only one who may be signed in: the person who has given the password. Null where nobody has.</param>
    public async Task<Result<UsedFactor>> ByPasskeyAsync(HttpContext context, string answer, Person? person)
    {
        if (provider.LocalIsOff is { } off)
        {
            return off;
        }

        var found = await FindAsync(context, answer);
        if (found.Value is not { } owner)
        {
            return found.Refusal!;
        }

        if (owner.SuspendedAt is not null || (person is not null && person.Id != owner.Id))
        {
            return NoPasskey;
        }

        await CompleteAsync(context, owner);
        return new UsedFactor(null);
    }

    /// <summary>The options with which a browser asks its devices for a passkey, as JSON; the answer is expected within minutes, from the same browser.</summary>
    /// <param name="person">The person whose passkeys are accepted; null for anybody's.</param>
    public Task<string> PasskeyRequestAsync(Person? person) => signIn.MakePasskeyRequestOptionsAsync(person);

    /// <summary>As above, for the person who has signed in; null where they have been removed.</summary>
    public async Task<string?> PasskeyRequestAsync(Caller caller) =>
        await signIn.UserManager.FindByNameAsync(caller.Name) is { } person ? await PasskeyRequestAsync(person) : null;

    /// <summary>Records for a session that its person has just shown a passkey; the refusal says that the passkey was not theirs.</summary>
    public async Task<Refusal?> ConfirmByPasskeyAsync(HttpContext context, Caller caller, string answer)
    {
        var found = await FindAsync(context, answer);
        if (found.Value?.UserName != caller.Name || Credential.Of(context.User) is not { } credential)
        {
            return found.Refusal ?? NoPasskey;
        }

        await sessions.ConfirmedAsync(credential.Session, context.RequestAborted);
        return null;
    }

    /// <summary>The options with which a browser makes a passkey for the caller, as JSON.</summary>
    public async Task<Result<string>> PasskeyCreationAsync(Caller caller)
    {
        var people = signIn.UserManager;
        return await people.FindByNameAsync(caller.Name) is { } person
            ? await signIn.MakePasskeyCreationOptionsAsync(new() { Id = await people.GetUserIdAsync(person), Name = caller.Name, DisplayName = caller.Name })
            : new Refusal(ErrorCodes.NotFound, $"There is nobody named {caller.Name} any more.");
    }

    /// <summary>The passkey that a browser has made for the caller; the refusal says that it cannot be used.</summary>
    public async Task<Result<UserPasskeyInfo>> CreatedPasskeyAsync(Caller caller, string answer)
    {
        try
        {
            if (answer.Length > 0 && await signIn.PerformPasskeyAttestationAsync(answer) is { Succeeded: true, Passkey: { IsUserVerified: true } passkey, UserEntity.Name: { } name } && name == caller.Name)
            {
                return passkey;
            }
        }
        catch (InvalidOperationException)
        {
            // This browser was asked for nothing, or too long ago.
        }

        return new Refusal(ErrorCodes.Invalid, "The passkey was not made, or this page was open for too long. Try again.");
    }

    private async Task<Result<Person>> FindAsync(HttpContext context, string answer)
    {
        var turn = limits.BeginPasskey(context.Connection.RemoteIpAddress);
        if (turn is null)
        {
            return new Refusal(ErrorCodes.TooManyRequests, $"There were too many wrong passkeys from here. Wait {SignInLimits.Window.TotalMinutes:0} minutes, and try again.");
        }

        try
        {
            if (answer.Length > 0 && await signIn.PerformPasskeyAssertionAsync(answer) is { Succeeded: true, User: { } person, Passkey: { } passkey }
                && await factors.PasskeyUsedAsync(passkey, context.RequestAborted))
            {
                turn.WasRight();
                return person;
            }
        }
        catch (InvalidOperationException)
        {
            // This browser was asked for nothing, or too long ago.
        }

        return NoPasskey;
    }

    private async Task CompleteAsync(HttpContext context, Person person)
    {
        pending.End(context);
        devices.Remember(context, person.NormalizedUserName ?? "");
        await signIn.SignInAsync(person, isPersistent: true);
    }
}
