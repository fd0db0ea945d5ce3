namespace SimConsole.ESimProfiles;

/// <summary>How an eSIM profile stands, as Super SIM names it. The numbers are stored: never reorder them.</summary>
public enum ESimProfileStatus
{
    /// <summary>Ordered, and the network has not been asked for it yet.</summary>
    New = 0,

    /// <summary>The network is being asked for it.</summary>
    Reserving = 1,

    /// <summary>Reserved on the SM-DP+: a device can download it, and its Sim is there.</summary>
    Available = 2,

    /// <summary>A device has it, and has not installed it yet.</summary>
    Downloaded = 3,

    /// <summary>It is on the eUICC.</summary>
    Installed = 4,

    /// <summary>It could not be reserved, or not be downloaded.</summary>
    Failed = 5,
}

/// <summary>How a status is written.</summary>
public static class ESimProfileStatuses
{
    public static IReadOnlyList<ESimProfileStatus> All { get; } = Enum.GetValues<ESimProfileStatus>();

    /// <summary>The word for a status in the API and on pages.</summary>
    public static string Word(this ESimProfileStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The status that <paramref name="word"/> names, or null where it names none.</summary>
    public static ESimProfileStatus? Parse(string? word) => All.Where(status => status.Word() == word).Select(status => (ESimProfileStatus?)status).FirstOrDefault();
}
