using System.Reflection;

namespace SimConsole.Kernel;

/// <summary>Which build of the console this is.</summary>
public static class ThisBuild
{
    /// <summary>Its version and, where it is known, a plus and the commit that it was built from.</summary>
    public static string Version { get; } = typeof(ThisBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
