using SimConsole.Reconciliation;

namespace SimConsole.Sims;

/// <summary>What the list of Sims may be sorted by.</summary>
public enum SimSort
{
    /// <summary>The order of registration.</summary>
    Created,
    Name,
    Iccid,
    Status,
    LastChange,
}

/// <summary>Which Sims a list shows, and in what order. Everything null or empty: all of them.</summary>
public sealed record SimQuery
{
    /// <summary>The most characters a search term may have; longer than any identifier.</summary>
    public const int SearchLength = 64;

    /// <summary>A piece of an ICCID, a name, an IMSI or a SID, in upper or lower case, or a whole MSISDN or EID.</summary>
    public string? Search { get; init; }

    /// <summary>Sims with one of these statuses; any status where empty.</summary>
    public ValueList<SimStatus> Statuses { get; init; } = [];

    /// <summary>Sims of one of these Fleets, by SID or unique name; any where empty. An unknown Fleet has no Sims; an empty text means no Fleet.</summary>
    public ValueList<string> Fleets { get; init; } = [];

    /// <summary>Sims that have all of these tags, as <see cref="Tags.TagName.Cleaned"/> writes them.</summary>
    public ValueList<string> Tags { get; init; } = [];

    /// <summary>Where true, Sims that a loss report holds; where false, Sims that none holds; null for any.</summary>
    public bool? Held { get; init; }

    /// <summary>Where true, Sims whose latest requested change has failed; where false, Sims whose latest has not; null for any.</summary>
    public bool? Failed { get; init; }

    /// <summary>Sims that have had no data session for this many days or longer, or never had one; null for any.</summary>
    public int? OfflineDays { get; init; }

    /// <summary>The most that <see cref="OfflineDays"/> may be.</summary>
    public const int MostOfflineDays = 365;

    /// <summary>The values of <see cref="OfflineDays"/> that the list of Sims offers.</summary>
    public static IReadOnlyList<int> OfflineChoices { get; } = [1, 7, 30];

    /// <summary>The condition in words: <c>offline for 7 days or longer</c>.</summary>
    public static string OfflineWords(int days) => $"offline for {days} {(days == 1 ? "day" : "days")} or longer";

    /// <summary>Exactly this ICCID.</summary>
    public string? Iccid { get; init; }

    /// <summary>Whether it asks for at most one status and one Fleet, and for no condition. Only such a filter can be stored and used again later.</summary>
    public bool CanBeKept() => this is { Statuses.Count: <= 1, Fleets.Count: <= 1, Held: null, Failed: null, OfflineDays: null };

    public SimSort Sort { get; init; } = SimSort.Created;

    public bool Descending { get; init; } = true;
}

/// <summary>One line of the list of Sims.</summary>
public sealed record SimRow
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required string Iccid { get; init; }
    public required string? UniqueName { get; init; }
    public required string? Note { get; init; }
    public required string? Imsi { get; init; }
    public required string? Msisdn { get; init; }
    public required SimStatus Status { get; init; }
    public required SimStatus? TargetStatus { get; init; }
    public required DateTimeOffset StatusChangedAt { get; init; }
    public required long? FleetId { get; init; }
    public required string? FleetSid { get; init; }
    public required string? FleetName { get; init; }

    /// <summary>The SID of the loss report that holds this Sim, null where none does.</summary>
    public required string? HeldBy { get; init; }

    /// <summary>Whether the network refuses its data, because the limit of its Fleet is used up.</summary>
    public required bool DataBlocked { get; init; }

    /// <summary>How the network is known to differ from what was decided; null where it does not. The status may have changed since.</summary>
    public DriftKind? Drift { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>What a person calls this Sim: its unique name, or its ICCID where it has none.</summary>
    public string DisplayName => UniqueName ?? Iccid;
}

/// <summary>The part of a Sim that decides what may be done to it.</summary>
/// <param name="StatusChangedAt">Since when it has its status.</param>
/// <param name="Held">Whether a loss report holds it.</param>
public sealed record SeenSim(long Id, SimStatus Status, DateTimeOffset StatusChangedAt, long? FleetId, bool Held);
