namespace SimConsole.Kernel;

/// <summary>What a person is in the console. The numbers are stored: never reorder them.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer = 0,

    /// <summary>Reads, writes, orders bulk changes, imports, exports, sends commands and reports losses.</summary>
    Operator = 1,

    /// <summary>An operator who may also release what a loss report holds, and read the audit.</summary>
    Security = 2,

    /// <summary>May do everything.</summary>
    Administrator = 3,

    /// <summary>Reads, also the audit, and exports.</summary>
    Auditor = 4,
}

/// <summary>What the roles may do.</summary>
public static class Roles
{
    private const Permissions OfOperator = Permissions.SimsRead | Permissions.SimsWrite | Permissions.SimsBulk | Permissions.FleetsWrite | Permissions.LossReport
        | Permissions.CommandsSend | Permissions.Import | Permissions.Export;

    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();

    public static Permissions May(this Role role) => role switch
    {
        Role.Viewer => Permissions.SimsRead,
        Role.Operator => OfOperator,
        Role.Security => OfOperator | Permissions.LossRelease | Permissions.AuditRead,
        Role.Administrator => PermissionSets.All,
        Role.Auditor => Permissions.SimsRead | Permissions.AuditRead | Permissions.Export,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>What a role may do, as the page of people says it.</summary>
    public static string Says(this Role role) => role switch
    {
        Role.Viewer => "Reads everything, changes nothing",
        Role.Operator => "Switches SIMs, orders bulk changes, imports, exports and reports losses",
        Role.Security => "An operator who also releases what a loss report holds, and reads the audit",
        Role.Administrator => "May do everything, people and keys included",
        Role.Auditor => "Reads and exports everything, changes nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
