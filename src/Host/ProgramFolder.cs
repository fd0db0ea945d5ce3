namespace SimConsole.Host;

/// <summary>
/// Where the settings are, and where a relative path in them begins: beside the program, so that whoever starts it from whatever folder, to serve or to
/// import, meets the same settings and the same database. A build that is not published is at home in the folder of its project.
/// </summary>
internal static class ProgramFolder
{
    private const string Project = "SimConsole.csproj";

    // The build leaves it beside the program, and publishing leaves it out.
    private const string OnlyBuilt = "SimConsole.staticwebassets.runtime.json";

    /// <summary>The arguments of the program with this folder before them, for those that name another.</summary>
    public static string[] Before(string[] args) => [$"--{HostDefaults.ContentRootKey}={Find(AppContext.BaseDirectory)}", .. args];

    private static string Find(string program)
    {
        if (!File.Exists(Path.Combine(program, OnlyBuilt)))
        {
            return program;
        }

        var folder = new DirectoryInfo(program);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Project)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? program;
    }
}
