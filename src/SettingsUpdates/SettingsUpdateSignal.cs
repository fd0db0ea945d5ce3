using SimConsole.Live;

namespace SimConsole.SettingsUpdates;

/// <summary>Wakes the worker when there is something to tell the network.</summary>
public sealed class SettingsUpdateSignal : Signal;
