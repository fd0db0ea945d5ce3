using System.Reflection;

namespace SimConsole.Kernel;

/// <summary>Which build of the console this is.</summary>
public static class ThisBuild
{
    /// <summary>Its version, and behind a plus the commit that it was made of where that is known.</summary>
    public static string Version { get; } = typeof(ThisBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
