using SimConsole.Live;

namespace SimConsole.PlannedChanges;

/// <summary>Wakes the workers when a change is planned, or a plan changes.</summary>
public sealed class PlannedChangeSignal : Signal;

/// <summary>Wakes the pages that show planned changes, when one may look different.</summary>
public sealed class PlannedChangeNews : Signal;
