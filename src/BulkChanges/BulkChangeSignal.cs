using SimConsole.Live;

namespace SimConsole.BulkChanges;

/// <summary>Wakes the workers when a bulk change has something to do.</summary>
public sealed class BulkChangeSignal : Signal;

/// <summary>Wakes the pages that show bulk changes, when one may look different.</summary>
public sealed class BulkChangeNews : Signal;
