using SimConsole.Live;

namespace SimConsole.Inventory.Imports;

/// <summary>Wakes the workers when there is something to import.</summary>
public sealed class ImportSignal : Signal;

/// <summary>Wakes the pages that show imports, when one may look different.</summary>
public sealed class ImportNews : Signal;
