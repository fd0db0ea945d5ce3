using System.Globalization;

namespace SimConsole.Kernel;

/// <summary>A key that the configuration once had.</summary>
/// <param name="Instead">What to do about it, in a sentence.</param>
public sealed record FormerKey(string Name, string Instead);

/// <summary>A key that the configuration may have, and what its value is read as.</summary>
/// <param name="Default">What it is where it is not set, in words; null for nothing.</param>
/// <param name="IsSecret">Whether its value is shown to nobody.</param>
/// <param name="IsRead">False for the key of a section that another key has switched off.</param>
public sealed record ConfigurationKey(string Name, Type Type, string? Default = null, bool IsSecret = false, bool IsRead = true)
{
    /// <summary>Whether it holds several values: <c>Name:0</c>, <c>Name:1</c> and so on, or one value with commas between.</summary>
    public bool IsList => Type.IsAssignableFrom(typeof(List<string>));

    /// <summary>Its value in a configuration, as a person may see it.</summary>
    public string Shown(IConfiguration configuration)
    {
        var value = configuration[Name] is { Length: > 0 } one ? one : string.Join(", ", configuration.GetSection(Name).GetChildren().Select(item => item.Value));
        return value.Length == 0 ? Default ?? "" : IsSecret ? "set, not shown" : value;
    }

    /// <summary>What is wrong with how <paramref name="value"/> is written; null where nothing is.</summary>
    public string? Fault(string value)
    {
        var wanted = (Nullable.GetUnderlyingType(Type) ?? Type) switch
        {
            var type when type == typeof(TimeSpan) => IsTime(value) ? null : "a time such as 00:00:30, or 1.00:00:00 for a day",
            var type when type == typeof(int) => int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
            var type when type == typeof(double) => double.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a number such as 0.5",
            var type when type == typeof(decimal) => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "a number such as 0.5",
            var type when type.IsEnum => Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", Enum.GetNames(type)),
            var type when type == typeof(bool) => bool.TryParse(value, out _) ? null : "true or false",
            _ => null,
        };
        return wanted is null || (value.Length == 0 && Nullable.GetUnderlyingType(Type) is not null) ? null : $"{Name} is '{value}'; it takes {wanted}.";
    }

    /// <summary>A number alone would be read as days, which is not what somebody who writes 30 means.</summary>
    private static bool IsTime(string value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && (time == TimeSpan.Zero || value.Contains(':', StringComparison.Ordinal));
}
