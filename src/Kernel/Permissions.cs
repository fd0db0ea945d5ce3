using System.Numerics;
using System.Text;

namespace SimConsole.Kernel;

/// <summary>What somebody may do. The numbers are stored: never reorder them.</summary>
[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>To read everything but secrets, people and the audit.</summary>
    SimsRead = 1 << 0,

    /// <summary>To change one Sim at a time, and to register new ones.</summary>
    SimsWrite = 1 << 1,

    /// <summary>To order, pause, resume, cancel and undo bulk changes.</summary>
    SimsBulk = 1 << 2,

    /// <summary>To create Fleets and to change them.</summary>
    FleetsWrite = 1 << 3,

    /// <summary>To report Sims lost or stolen, which takes them off the network.</summary>
    LossReport = 1 << 4,

    /// <summary>To end the hold of a loss report.</summary>
    LossRelease = 1 << 5,

    /// <summary>To send commands to devices.</summary>
    CommandsSend = 1 << 6,

    /// <summary>To deliver callbacks again, and to use the callback bench.</summary>
    CallbacksManage = 1 << 7,

    /// <summary>To say which networks Sims may attach to.</summary>
    NetworkManage = 1 << 8,

    /// <summary>To import cards and Sims.</summary>
    Import = 1 << 9,

    /// <summary>To download lists as files.</summary>
    Export = 1 << 10,

    /// <summary>To create and to revoke API keys.</summary>
    KeysManage = 1 << 11,

    /// <summary>To invite, suspend and remove people, and to give them roles.</summary>
    PeopleManage = 1 << 12,

    /// <summary>To read the audit: what was done by whom.</summary>
    AuditRead = 1 << 13,
}

/// <summary>Sets of permissions, and the words in which people and programs read them, such as <c>sims.read</c>.</summary>
public static class PermissionSets
{
    /// <summary>Each permission there is, in the order of its number.</summary>
    public static IReadOnlyList<Permissions> Each { get; } = [.. Enum.GetValues<Permissions>().Where(p => BitOperations.IsPow2((int)p))];

    /// <summary>Every permission.</summary>
    public static Permissions All { get; } = Each.Aggregate((all, next) => all | next);

    /// <summary>What a program may be allowed. It never decides who else gets access.</summary>
    public static Permissions ForPrograms { get; } = All & ~(Permissions.KeysManage | Permissions.PeopleManage);

    /// <summary>What is left to a caller who is limited to Fleets: what concerns Sims, and nothing that concerns all Fleets or who gets access.</summary>
    public static Permissions WithinFleets { get; } = Permissions.SimsRead | Permissions.SimsWrite | Permissions.SimsBulk | Permissions.FleetsWrite | Permissions.LossReport
        | Permissions.LossRelease | Permissions.CommandsSend | Permissions.Export;

    /// <summary>The permissions of a set, one by one.</summary>
    public static IEnumerable<Permissions> Singly(this Permissions set) => Each.Where(p => set.HasFlag(p));

    /// <summary>One permission as a word, several as a list of words: the parts of its name, separated by dots.</summary>
    public static string Words(this Permissions set) => string.Join(", ", set.Singly().Select(Word));

    /// <summary>The permission of a word; null where there is none.</summary>
    public static Permissions? Parse(string word) => Each.Where(p => Word(p) == word).Select(p => (Permissions?)p).FirstOrDefault();

    private static string Word(Permissions permission)
    {
        var word = new StringBuilder();
        foreach (var letter in permission.ToString())
        {
            word.Append(char.IsUpper(letter) && word.Length > 0 ? "." : "").Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }
}
