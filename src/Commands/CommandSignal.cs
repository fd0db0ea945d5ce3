using SimConsole.Live;

namespace SimConsole.Commands;

/// <summary>Tells this process that commands were written: the worker looks for due ones, and pages read their status again.</summary>
public sealed class CommandSignal : Signal;
