using SimConsole.Live;

namespace SimConsole.Usage;

/// <summary>Wakes those who show usage when some was recorded.</summary>
public sealed class UsageSignal : Signal;
