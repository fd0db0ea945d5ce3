using SimConsole.Data;

namespace SimConsole.Sims;

/// <summary>The refusal for a request to bring back a Sim that a loss report holds.</summary>
public static class Hold
{
    /// <summary>The Super SIM API has no code for a hold; this is its "not allowed to do that".</summary>
    public const int Code = ErrorCodes.NotPermitted;

    public static string Sentence(string reportSid) => $"This SIM is held by the loss report {reportSid}. Release it there before it can connect again.";

    public static Refusal Refusal(string reportSid) => new(Code, Sentence(reportSid));
}
