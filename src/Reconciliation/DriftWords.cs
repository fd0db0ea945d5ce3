using SimConsole.Sims;

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
        DriftKind.Unknown => "lets a SIM connect that this console does not know",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>What the network does in spite of a status, as the rest of a sentence that begins with the status.</summary>
    public static string But(DriftKind kind) => kind switch
    {
        DriftKind.Enabled => "but the network still accepts it",
        DriftKind.Disabled => "but the network refuses it",
        DriftKind.Missing => "but the network does not know it",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The same beside a status, in few words.</summary>
    public static string Beside(DriftKind kind) => kind switch
    {
        DriftKind.Enabled => "still accepted",
        DriftKind.Disabled => "refused",
        DriftKind.Missing => "not known",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Whether a difference that was found still contradicts a status, which may have changed since.</summary>
    public static bool Belies(this DriftKind kind, SimStatus status) =>
        kind == DriftKind.Enabled ? status is SimStatus.Inactive or SimStatus.New : status.MayConnect();

    public static string Word(DriftState state) => state switch
    {
        DriftState.Waiting => "waits for a person",
        DriftState.Mending => "being mended",
        DriftState.Mended => "mended",
        DriftState.Ended => "agrees again",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
