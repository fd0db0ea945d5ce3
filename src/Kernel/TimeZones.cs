namespace SimConsole.Kernel;

/// <summary>Time zones by their IANA names, such as <c>Europe/Berlin</c>.</summary>
public static class TimeZones
{
    /// <summary>The longest name that is kept.</summary>
    public const int NameLength = 64;

    /// <summary>All zones that this machine knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id).Order(StringComparer.Ordinal)];

    /// <summary>The zone of a name; null where there is none.</summary>
    public static TimeZoneInfo? Find(string name) =>
        name.Length is > 0 and <= NameLength && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && zone.Id == name ? zone : null;
}
