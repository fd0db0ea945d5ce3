using SimConsole.Live;

namespace SimConsole.Commands;

/// <summary>Says in this process that commands were written: the worker looks what is due, and pages what has become of them.</summary>
public sealed class CommandSignal : Signal;
