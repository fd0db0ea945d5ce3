using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>The person who can sign in to a console that was just set up.</summary>
public static class FirstAdministrator
{
    public const string UserNameKey = "Admin:UserName";
    public const string PasswordKey = "Admin:Password";
    public const string Role = "Administrator";

    /// <summary>
    /// Makes the first person where there is nobody yet. Returns the name and a password that was made up, null where none was. Of several processes that
    /// start on a new database, one makes it.
    /// </summary>
    /// <exception cref="ConfigurationException">The configured name or password cannot be used; the message names the keys.</exception>
    public static async Task<(string UserName, string Password)?> EnsureFirstAdministratorAsync(this IServiceProvider services, CancellationToken token)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SimConsoleDb>();
        (string, string)? made = null;
        if (!await db.Users.AnyAsync(token))
        {
            await db.InTransactionAsync(async () =>
            {
                // Looked for once more when it is this process's turn.
                await db.LockNameAsync(nameof(FirstAdministrator), token);
                made = await MakeAsync(scope.ServiceProvider, token);
            }, token);
        }

        return made;
    }

    private static async Task<(string UserName, string Password)?> MakeAsync(IServiceProvider services, CancellationToken token)
    {
        var people = services.GetRequiredService<UserManager<Person>>();
        if (await people.Users.AnyAsync(token))
        {
            return null;
        }

        var roles = services.GetRequiredService<RoleManager<IdentityRole<long>>>();
        if (!await roles.RoleExistsAsync(Role))
        {
            Check(await roles.CreateAsync(new IdentityRole<long>(Role)));
        }

        var configuration = services.GetRequiredService<IConfiguration>();
        var userName = configuration[UserNameKey] is { Length: > 0 } configuredName ? configuredName : "admin";
        var configured = configuration[PasswordKey] is { Length: > 0 } password ? password : null;

        // 20 characters of 32: 100 bits, without those that look alike.
        var made = configured ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
        var person = new Person { UserName = userName };
        Check(await people.CreateAsync(person, made));
        Check(await people.AddToRoleAsync(person, Role));
        return configured is null ? (userName, made) : null;
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new ConfigurationException($"The first person cannot be created from {UserNameKey} and {PasswordKey}: {string.Join(' ', result.Errors.Select(error => error.Description))}");
        }
    }
}
