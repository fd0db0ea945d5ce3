using SimConsole.Live;

namespace SimConsole.StatusChanges;

/// <summary>Wakes the workers when a change has become due.</summary>
public sealed class StatusChangeSignal : Signal;
