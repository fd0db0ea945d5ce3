namespace SimConsole.Kernel;

/// <summary>Checks, for the person who has set the console up, whether something that it needs is as it should be. It changes nothing.</summary>
public interface ICheck
{
    /// <summary>What it looks at, in a word or two.</summary>
    string Name { get; }

    /// <summary>Makes the check. The message of an exception counts as a sentence about what is wrong, too.</summary>
    Task<CheckResult> LookAsync(CancellationToken token);
}

/// <summary>How something was found to be.</summary>
public enum CheckState
{
    /// <summary>As it should be.</summary>
    Well,

    /// <summary>It may be intended, or a mistake.</summary>
    Doubtful,

    /// <summary>The console does not work like that.</summary>
    Bad,
}

/// <param name="Says">What was found, and what to do where it is not well.</param>
public sealed record CheckResult(CheckState State, string Says)
{
    public static CheckResult Well(string says) => new(CheckState.Well, says);

    public static CheckResult Doubtful(string says) => new(CheckState.Doubtful, says);

    public static CheckResult Bad(string says) => new(CheckState.Bad, says);
}

/// <summary>Registers checks.</summary>
public static class CheckServices
{
    /// <summary>Registers a check, which is made after those that were registered before.</summary>
    public static IServiceCollection AddCheck<TCheck>(this IServiceCollection services) where TCheck : class, ICheck => services.AddSingleton<ICheck, TCheck>();
}
