namespace SimConsole.Kernel;

/// <summary>What the program does before it serves, or instead of serving, when an option of its command line names it.</summary>
public abstract class CommandLineJob
{
    /// <summary>The option, without its dashes.</summary>
    public abstract string Name { get; }

    /// <summary>The placeholder for its value in the help, such as <c>FILE</c>; empty where it takes none.</summary>
    public abstract string Value { get; }

    /// <summary>What it does, as the help says it.</summary>
    public abstract string Help { get; }

    /// <summary>The options without a value that may go with it, and what the help says of each.</summary>
    public virtual IReadOnlyList<(string Name, string Help)> Flags => [];

    /// <summary>Whether the database is opened and brought up to date first.</summary>
    public virtual bool NeedsDatabase => true;

    /// <summary>Says in a sentence what is wrong with a value, or null where nothing is.</summary>
    public virtual string? Fault(string value) => null;

    /// <summary>Does it, on a database that is up to date where it <see cref="NeedsDatabase"/>. Returns the exit code where the program is to end, null where it is to serve.</summary>
    public abstract Task<int?> RunAsync(CommandLineRun run, CancellationToken token);
}

/// <summary>What a job is given.</summary>
/// <param name="Flags">Those of its flags that the command line has.</param>
public sealed record CommandLineRun(IServiceProvider Services, string Value, IReadOnlyCollection<string> Flags, TextWriter Output, TextWriter Errors);

/// <summary>What the program ends with.</summary>
public static class ExitCodes
{
    /// <summary>Everything was done.</summary>
    public const int AllGood = 0;

    /// <summary>Some of it could not be done.</summary>
    public const int SomeBad = 1;

    /// <summary>Nothing was done: the file is not a list of cards, or the option does not exist.</summary>
    public const int Unusable = 2;
}
