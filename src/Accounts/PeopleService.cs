using Microsoft.AspNetCore.Identity;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>The people who may sign in, and their passwords.</summary>
public sealed class PeopleService(IServiceScopeFactory scopes, SignInLimits limits, OpenSessions sessions)
{
    /// <summary>The fewest characters of a password.</summary>
    public const int ShortestPassword = 12;

    /// <summary>
    /// Changes a person's password, which ends all that the person has open. The refusal says what the new one lacks, or that the present one is wrong.
    /// </summary>
    public async Task<Result<Person>> ChangePasswordAsync(string userName, string present, string next)
    {
        // A scope of its own: a circuit lives long, and its context would remember an old security stamp.
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await people.FindByNameAsync(userName) is not { } person)
        {
            return new Refusal(ErrorCodes.NotFound, $"There is nobody named {userName} any more.");
        }

        // Whoever is at an open page may be another; what he guesses there keeps nobody from signing in.
        using var attempt = await limits.BeginKnownAsync(userName, "an open page", CancellationToken.None);
        if (attempt is null)
        {
            return new Refusal(ErrorCodes.WrongCredentials, $"There were too many wrong passwords. Wait {SignInLimits.Window.TotalMinutes:0} minutes, and try again.");
        }

        if (!await people.CheckPasswordAsync(person, present))
        {
            return new Refusal(ErrorCodes.WrongCredentials, "The present password is wrong.");
        }

        attempt.WasRight();
        var changed = await people.ChangePasswordAsync(person, present, next);
        if (!changed.Succeeded)
        {
            return new Refusal(ErrorCodes.Invalid, string.Join(' ', changed.Errors.Select(error => error.Description)));
        }

        sessions.Look();
        return person;
    }

    /// <summary>Ends every sign-in of a person: the cookies in all browsers, and the pages that are open there.</summary>
    public async Task SignOutEverywhereAsync(string userName)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await people.FindByNameAsync(userName) is { } person)
        {
            await people.UpdateSecurityStampAsync(person);
            sessions.Look();
        }
    }
}
