namespace SimConsole.PlannedChanges;

/// <summary>How the form of a planned change says which Sims are meant.</summary>
internal enum PlannedTarget
{
    /// <summary>Those that are in a Fleet when it is due.</summary>
    Fleet,

    /// <summary>Those that a list names.</summary>
    List,

    /// <summary>Those that were picked on the list of Sims, as it was then.</summary>
    Picked,

    /// <summary>Those that a filter of the list of Sims finds when it is due.</summary>
    Matching,
}
