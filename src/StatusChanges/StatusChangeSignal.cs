using SimConsole.Live;

namespace SimConsole.StatusChanges;

/// <summary>Wakes the workers of this process when a change has become due.</summary>
public sealed class StatusChangeSignal : Signal;
