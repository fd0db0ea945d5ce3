using SimConsole.Live;

namespace SimConsole.SettingsUpdates;

/// <summary>Wakes the worker when the network has something to be told.</summary>
public sealed class SettingsUpdateSignal : Signal;
