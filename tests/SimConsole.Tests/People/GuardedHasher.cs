using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using SimConsole.People;

namespace SimConsole.Tests.People;

/// <summary>Counts the passwords that are compared, and can hold them: a comparison takes as long as the test wants.</summary>
internal sealed class GuardedHasher() : PasswordHasher<Person>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }))
{
    /// <summary>The password whose comparison is held while <see cref="Gate"/> is closed.</summary>
    public const string Guess = "a guess";

    private int _compared;
    private int _now;
    private int _mostAtOnce;

    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public int Compared => Volatile.Read(ref _compared);

    public int Now => Volatile.Read(ref _now);

    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public void AddTo(IServiceCollection services) => services.AddSingleton<IPasswordHasher<Person>>(this);

    public override PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _compared);
        var now = Interlocked.Increment(ref _now);
        for (var most = MostAtOnce; now > most; most = MostAtOnce)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, now, most);
        }

        try
        {
            if (providedPassword == Guess)
            {
                Gate.Wait(TestContext.Current.CancellationToken);
            }

            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}
