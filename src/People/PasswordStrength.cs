using Microsoft.AspNetCore.Identity;

namespace SimConsole.People;

/// <summary>
/// Refuses passwords that are guessed at once however long they are: the commonest, rows of keys, repetitions, and the person's own name. Source of the
/// estimate: zxcvbn, by Daniel Lowe Wheeler, USENIX Security 2016.
/// </summary>
internal sealed class PasswordStrength : IPasswordValidator<Person>
{
    /// <summary>The lowest score that will do, of 0 to 4.</summary>
    private const int Least = 2;

    /// <summary>How many characters are judged: the time grows with the square of this number, and a password that is weak up to here is weak beyond it.</summary>
    private const int Longest = 64;

    private static readonly Lock Turn = new();
    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimate = new(() => new Zxcvbn.Zxcvbn());

    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password)
    {
        int score;
        lock (Turn)
        {
            score = Estimate.Value.EvaluatePassword((password ?? "").CutTo(Longest), [user.UserName ?? "", nameof(SimConsole)]).Score;
        }

        return Task.FromResult(score >= Least ? IdentityResult.Success : IdentityResult.Failed(new IdentityError
        {
            Code = nameof(PasswordStrength),
            Description = "This password is easy to guess: it is a common one, a name, or a row of keys. Four unrelated words are hard to guess.",
        }));
    }
}
