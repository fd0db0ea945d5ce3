namespace SimConsole.Sims;

/// <summary>A Sim's authority to connect, as Super SIM names it. The numbers are stored: never reorder them.</summary>
public enum SimStatus
{
    /// <summary>Registered, and not yet allowed to connect.</summary>
    New = 0,

    /// <summary>Allowed to connect for testing; becomes <see cref="Active"/> automatically after enough use or time.</summary>
    Ready = 1,

    /// <summary>Allowed to connect.</summary>
    Active = 2,

    /// <summary>Refused by the network.</summary>
    Inactive = 3,

    /// <summary>A change of status is in flight: requested, and not yet confirmed by the network.</summary>
    Scheduled = 4,
}

/// <summary>How a status is written, and what it means for the network.</summary>
public static class SimStatuses
{
    /// <summary>Every status, in the order in which people expect to read them.</summary>
    public static IReadOnlyList<SimStatus> All { get; } = Enum.GetValues<SimStatus>();

    /// <summary>The word for a status in the API, in addresses and on pages: <c>new</c>, <c>ready</c>, <c>active</c>, <c>inactive</c>, <c>scheduled</c>.</summary>
    public static string Word(this SimStatus status) => status switch
    {
        SimStatus.New => "new",
        SimStatus.Ready => "ready",
        SimStatus.Active => "active",
        SimStatus.Inactive => "inactive",
        SimStatus.Scheduled => "scheduled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The status that <paramref name="word"/> names, or null where it names none. Only the lower-case words count.</summary>
    public static SimStatus? Parse(string? word) => All.Where(status => status.Word() == word).Select(status => (SimStatus?)status).FirstOrDefault();

    /// <summary>Whether the network lets a SIM of this status connect.</summary>
    public static bool MayConnect(this SimStatus status) => status is SimStatus.Ready or SimStatus.Active;
}
