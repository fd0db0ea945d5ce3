using System.Globalization;

namespace SimConsole.NetworkAuthorities;

/// <summary>Something that an authority says of itself, for the people who run it.</summary>
/// <param name="Says">A part of a sentence; the time is written after it.</param>
/// <param name="At">When that was, or will be.</param>
public sealed record AuthorityFact(string Name, string Says, DateTimeOffset? At = null)
{
    /// <summary>All of it on one line.</summary>
    public string Words => At is { } at ? string.Create(CultureInfo.InvariantCulture, $"{Name}: {Says} {at:yyyy-MM-dd HH:mm:ss} UTC.") : $"{Name}: {Says.TrimEnd('.')}.";
}

/// <summary>An authority that says of itself how it is reached, and what stands in the way.</summary>
public interface IExplainingAuthority
{
    /// <summary>What holds now, without a request to anybody.</summary>
    IReadOnlyList<AuthorityFact> Facts { get; }
}
