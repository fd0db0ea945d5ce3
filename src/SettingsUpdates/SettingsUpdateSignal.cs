using SimConsole.Live;

namespace SimConsole.SettingsUpdates;

/// <summary>Wakes the worker of this process when the network has something to be told.</summary>
public sealed class SettingsUpdateSignal : Signal;
