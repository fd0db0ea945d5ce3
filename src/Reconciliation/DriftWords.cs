namespace SimConsole.Reconciliation;

/// <summary>How a difference is put into words.</summary>
public static class DriftWords
{
    /// <summary>What the network does, as the rest of a sentence that begins with it.</summary>
    public static string Does(DriftKind kind) => kind switch
    {
        DriftKind.Enabled => "lets this SIM connect",
        DriftKind.Disabled => "refuses this SIM",
        DriftKind.Missing => "does not know this SIM",
        DriftKind.Unknown => "lets a SIM connect that is not a Sim here",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static string Word(DriftState state) => state switch
    {
        DriftState.Waiting => "waits for a person",
        DriftState.Mending => "being mended",
        DriftState.Mended => "mended",
        DriftState.Ended => "agrees again",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
