using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.People;

/// <summary>The person who can sign in to a console that was just set up.</summary>
public static class FirstAdministrator
{
    public const string UserNameKey = "Admin:UserName";
    public const string PasswordKey = "Admin:Password";

    /// <summary>
    /// Creates the first person where there is nobody yet. Returns the name and the password if one was generated, otherwise null. Of several processes that start
    /// on a new database, one creates the person.
    /// </summary>
    /// <param name="forALook">Whether the console only shows a sample: then a generated password need not be changed.</param>
    /// <exception cref="ConfigurationException">The configured name or password cannot be used; the message names the keys.</exception>
    public static async Task<(string UserName, string Password)?> EnsureFirstAdministratorAsync(this IServiceProvider services, bool forALook, CancellationToken token)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SimConsoleDb>();
        (string, string)? made = null;
        if (!await db.Users.AnyAsync(token))
        {
            await db.InTransactionAsync(async () =>
            {
                // Checked once more when it is this process's turn.
                await db.LockNameAsync(nameof(FirstAdministrator), token);
                made = await MakeAsync(scope.ServiceProvider, forALook, token);
            }, token);
        }

        return made;
    }

    private static async Task<(string UserName, string Password)?> MakeAsync(IServiceProvider services, bool forALook, CancellationToken token)
    {
        var people = services.GetRequiredService<UserManager<Person>>();
        if (await people.Users.AnyAsync(token))
        {
            return null;
        }

        var configuration = services.GetRequiredService<IConfiguration>();
        var userName = configuration[UserNameKey] is { Length: > 0 } configuredName ? configuredName : "admin";
        var configured = configuration[PasswordKey] is { Length: > 0 } password ? password : null;

        var made = configured ?? NewPassword();
        Check(await people.CreateAsync(new Person
        {
            UserName = userName,
            Role = Role.Administrator,
            PasswordIsTemporary = configured is null && !forALook,
            CreatedAt = services.GetRequiredService<TimeProvider>().Now(),
        }, made));
        return configured is null ? (userName, made) : null;
    }

    /// <summary>Generates a password: 20 characters of 31, which is 99 bits, without characters that look alike.</summary>
    internal static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new ConfigurationException($"The first person cannot be created from {UserNameKey} and {PasswordKey}: {string.Join(' ', result.Errors.Select(error => error.Description))}");
        }
    }
}
