using SimConsole.Live;

namespace SimConsole.Callbacks;

/// <summary>Says in this process that callbacks were written: the worker looks what is due, and pages what has become of them.</summary>
public sealed class CallbackSignal : Signal;
