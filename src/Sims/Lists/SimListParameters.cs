using SimConsole.Api;

namespace SimConsole.Sims.Lists;

/// <summary>What the API takes beside a list of Sims.</summary>
internal static class SimListParameters
{
    public static ApiParameter AcceptRounded { get; } = ApiParameter.Flag(
        "AcceptRounded",
        "Whether ICCIDs that end in zeros from the sixteenth digit on, as a spreadsheet leaves them, are real: compare them with the cards first. "
            + "They are kept out unless true.");

    /// <summary>The value of <see cref="AcceptRounded"/>.</summary>
    public static bool AcceptsRounded(this ApiParameters parameters) => parameters.Flag(AcceptRounded.Name) == true;
}
