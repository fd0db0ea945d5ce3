using SimConsole.Live;

namespace SimConsole.Callbacks;

/// <summary>Signals in this process that callbacks were written: the worker looks for what is due, and pages show what has become of them.</summary>
public sealed class CallbackSignal : Signal;
