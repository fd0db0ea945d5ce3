namespace SimConsole.Host;

/// <summary>
/// Where the settings are, and where a relative path in them begins: beside the program, so that it uses the same settings and the same database from whatever
/// folder it is started, to serve or to import. A build that is not published uses the folder of its project.
/// </summary>
internal static class ProgramFolder
{
    private const string Project = "SimConsole.csproj";

    // The build puts this file beside the program, and publishing leaves it out.
    private const string OnlyBuilt = "SimConsole.staticwebassets.runtime.json";

    /// <summary>The arguments of the program with this folder before them, so that an argument can name another one.</summary>
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
