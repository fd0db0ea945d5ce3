using SimConsole.Accounts;
using SimConsole.People.OpenId;

namespace SimConsole.Host;

/// <summary>What the terminal says once the console serves.</summary>
public static class Greeting
{
    /// <summary>Prints the address of the console and, the first time, who may sign in, and the credentials for programs.</summary>
    public static void Print(IEnumerable<string> addresses, (string UserName, string Password)? firstAdministrator, OpenIdProvider provider, AccountService? newAccount)
    {
        Console.WriteLine($"SimConsole serves {string.Join(" and ", addresses)}");
        if (firstAdministrator is var (name, kept) && !provider.LetsLocalIn)
        {
            Console.WriteLine($"People sign in with {provider.Name}. For the day on which that is away there is {name}, who signs in with the password {kept}");
            Console.WriteLine($"once the console is started with {LocalSignIn.LocalKey}=true. The password is printed this once.");
        }
        else if (firstAdministrator is var (userName, password))
        {
            Console.WriteLine($"Sign in as {userName} with the password {password}");
            Console.WriteLine("The password is printed this once. At the first sign-in you choose one of your own, and set up a second factor,");
            Console.WriteLine("unless SecondFactor:RequiredFor asks for none. Over a sample, neither is asked for.");
        }

        if (newAccount is not null)
        {
            Console.WriteLine($"Programs sign in to the API as {newAccount.Sid} with the auth token {newAccount.AuthToken}");
        }
    }
}
