using SimConsole.Live;

namespace SimConsole.Usage;

/// <summary>Wakes the pages that show usage when new usage was recorded.</summary>
public sealed class UsageSignal : Signal;
