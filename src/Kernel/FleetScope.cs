using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SimConsole.Kernel;

/// <summary>
/// The Fleets whose Sims a caller may read and change: all of them, with the Sims that are in none, or a few and nothing else. What lies outside is not
/// found, and is left out of lists, counts, searches, files, usage and live events.
/// </summary>
public sealed class FleetScope : IEquatable<FleetScope>
{
    /// <summary>The most Fleets that one limit names. A caller who works with more of them works with all.</summary>
    public const int MostFleets = 50;

    /// <summary>The most characters of a scope as it is stored.</summary>
    public const int TextLength = MostFleets * 20;

    /// <summary>The claim of a caller who is limited to Fleets.</summary>
    public const string Claim = "fleets";

    private const string Everything = "*";

    private readonly string _text;

    private FleetScope(string text, IReadOnlyList<long> fleetIds) => (_text, FleetIds) = (text, fleetIds);

    /// <summary>Every Fleet, and the Sims that are in none.</summary>
    public static FleetScope All { get; } = new(Everything, []);

    /// <summary>How a scope is stored: the ids of its Fleets in their order, or a star for all.</summary>
    public static ValueConverter<FleetScope, string> Converter { get; } = new(scope => scope._text, text => Parse(text));

    /// <summary>Whether it leaves nothing out.</summary>
    public bool IsAll => _text == Everything;

    /// <summary>The Fleets of a limit, in the order of their ids; empty where it <see cref="IsAll">is everything</see>.</summary>
    public IReadOnlyList<long> FleetIds { get; }

    /// <summary>These Fleets, and nothing else.</summary>
    /// <exception cref="ArgumentException">None, or more than <see cref="MostFleets"/>.</exception>
    public static FleetScope Of(IEnumerable<long> fleetIds)
    {
        long[] ids = [.. fleetIds.Distinct().Order()];
        return ids.Length is > 0 and <= MostFleets
            ? new FleetScope(string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture))), ids)
            : throw new ArgumentException($"A limit names 1 to {MostFleets} Fleets.", nameof(fleetIds));
    }

    /// <summary>What a signed-in caller is limited to.</summary>
    public static FleetScope Of(ClaimsPrincipal? who) => who?.FindFirstValue(Claim) is { } text ? Parse(text) : All;

    /// <summary>Binds the limit of the caller to an endpoint's parameter of this type.</summary>
    public static ValueTask<FleetScope?> BindAsync(HttpContext context) => new(Of(context.User));

    /// <summary>The claims that state the limit; none for everything.</summary>
    public IEnumerable<Claim> Claims() => IsAll ? [] : [new Claim(Claim, _text)];

    /// <summary>Whether a Sim of this Fleet, or of none, is in it.</summary>
    public bool Holds(long? fleetId) => IsAll || (fleetId is { } id && FleetIds.Contains(id));

    /// <summary>How many Fleets it names, in words.</summary>
    public string Says() => IsAll ? "All Fleets" : FleetIds.Count == 1 ? "1 Fleet" : $"{FleetIds.Count} Fleets";

    public bool Equals(FleetScope? other) => other?._text == _text;

    public override bool Equals(object? obj) => Equals(obj as FleetScope);

    public static bool operator ==(FleetScope? one, FleetScope? other) => Equals(one, other);

    public static bool operator !=(FleetScope? one, FleetScope? other) => !Equals(one, other);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static FleetScope Parse(string text) => text == Everything ? All : Of(text.Split(',').Select(id => long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture)));
}
