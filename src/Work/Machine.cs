using System.Globalization;
using System.Runtime.InteropServices;

namespace SimConsole.Work;

/// <summary>The machine that this process runs on, which knows at once when a process has ended.</summary>
public interface IMachine
{
    /// <summary>Identifies this process and its machine, for <see cref="HasEnded"/> in other processes; null if that cannot be determined.</summary>
    string? Here { get; }

    /// <summary>Whether a process has certainly ended. False if that is not certain: on another machine, or where it cannot be seen.</summary>
    /// <param name="place">The value of <see cref="Here"/> in that process.</param>
    bool HasEnded(string place);
}

/// <summary>
/// Asks Linux. A process that is wrongly found to have ended would go on sending, so nothing is concluded unless everything is certain. A process number means
/// the same process only within one boot and one PID namespace, and until it is reused, which the start time reveals; and start times compare only within one
/// time namespace.
/// </summary>
internal sealed class Machine : IMachine
{
    /// <summary>ESRCH, the only answer to a signal that says that no process has this number. It is reliable even where <c>/proc</c> is hidden.</summary>
    private const int NoSuchProcess = 3;

    private static readonly string? Name = NameOfThis();

    public string? Here { get; } = Name is null || Read(Environment.ProcessId) is not { } self ? null : Place(Environment.ProcessId, self.Started);

    public bool HasEnded(string place)
    {
        if (Here is null || place.Split(' ') is not [var name, var number, var started] || name != Name
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == 0)
        {
            return false;
        }

        return kill(pid, 0) != 0
            ? Marshal.GetLastPInvokeError() == NoSuchProcess
            : Read(pid) is { } now && (now.IsOver || now.Started != started);
    }

    /// <summary>The name of a process of this machine that has this number and this start time.</summary>
    internal static string Place(int pid, string started) => string.Create(CultureInfo.InvariantCulture, $"{Name} {pid} {started}");

    /// <summary>What <c>/proc</c> says of a process (proc_pid_stat(5)); null where it says nothing.</summary>
    internal static (string Started, bool IsOver)? Read(int pid)
    {
        try
        {
            // After the name, which may contain anything, come the state, which is the third field, and all the fields that follow.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

            // A killed process whose first thread has ended may still have other threads that finish what they are doing.
            return (fields[22 - 3], fields[0] is "Z" or "X" && fields[20 - 3] is "0" or "1");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? NameOfThis()
    {
        const string Boot = "/proc/sys/kernel/random/boot_id";
        try
        {
            // If /proc shows the numbers of another namespace, this process has another number in it.
            var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            return OperatingSystem.IsLinux() && Target("self") == self && Target("self/ns/pid") is { } numbers
                ? $"{File.ReadAllText(Boot).Trim()}/{numbers}/{Target("self/ns/time")}"
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Target(string link) => new FileInfo($"/proc/{link}").LinkTarget;

#pragma warning disable SYSLIB1054 // Code that is generated for it would have to be unsafe, for two numbers.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054
}
