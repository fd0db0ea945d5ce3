namespace SimConsole.Sims;

/// <summary>What a person did to the box of a row.</summary>
/// <param name="IsOn">Whether it is ticked now.</param>
/// <param name="ToHere">Whether the Shift key was held: all boxes from the one ticked before to this one are meant.</param>
public readonly record struct SimTick(bool IsOn, bool ToHere);
