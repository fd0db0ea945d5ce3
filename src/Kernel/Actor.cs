namespace SimConsole.Kernel;

/// <summary>The door through which an order came. The numbers are stored: never reorder them.</summary>
public enum OrderSource
{
    Console = 0,
    Api = 1,
    CommandLine = 2,
    Network = 3,

    /// <summary>No door: what the console does by itself.</summary>
    Itself = 4,
}

/// <summary>Who gave an order, for the record: the name of a person or the SID of a credential, and the door it came through.</summary>
public sealed record Actor(string Name, OrderSource Source)
{
    /// <summary>The most characters kept of a name.</summary>
    public const int NameLength = 128;

    public string Name { get; } = Name.CutTo(NameLength);

    /// <summary>What happens by itself, by the rules of the network.</summary>
    public static Actor Network { get; } = new("the network", OrderSource.Network);

    /// <summary>What the console does by itself, because a person or program may no longer have it done.</summary>
    public static Actor Itself { get; } = new("the console", OrderSource.Itself);

    /// <summary>The person at the keyboard of the server.</summary>
    public static Actor CommandLine { get; } = new("the command line", OrderSource.CommandLine);
}
