using System.Runtime.InteropServices;

namespace SimConsole.Host;

/// <summary>Keeps what the console writes, its database above all, from every other user of the machine.</summary>
internal static class FileModes
{
    /// <summary>Takes all access from other users: folders become 0700, files 0600.</summary>
    private const uint NobodyElse = 0b000_111_111;

    /// <summary>From now on, only the user of the process can access the files that it creates. Existing files stay as they are.</summary>
    public static void KeepToOneself()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Umask(NobodyElse);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
