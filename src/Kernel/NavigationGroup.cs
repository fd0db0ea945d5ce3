namespace SimConsole.Kernel;

/// <summary>What the lines of the navigation stand under, in this order; each is headed by its name.</summary>
public enum NavigationGroup
{
    /// <summary>What is done with Sims from day to day.</summary>
    Operate,

    /// <summary>The network, and what goes through it to devices and to other programs.</summary>
    Connect,

    /// <summary>Who and what may use the console, and where Sims come from.</summary>
    Manage,
}
