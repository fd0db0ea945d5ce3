using SimConsole.Fleets;

namespace SimConsole.Callbacks;

/// <summary>Callbacks in the words of the API and the pages.</summary>
public static class CallbackWords
{
    public static string Word(this CallbackState state) => state switch
    {
        CallbackState.Waiting => "waiting",
        CallbackState.Delivered => "delivered",
        _ => "given-up",
    };

    /// <summary>The state of that name, or null.</summary>
    public static CallbackState? Parse(string? word) => Enum.GetValues<CallbackState>().Cast<CallbackState?>().FirstOrDefault(state => state!.Value.Word() == word);

    public static string Word(this CallMethod method) => method == CallMethod.Get ? "GET" : "POST";

    /// <summary>Which message: <c>scheduled</c> or <c>end</c>.</summary>
    public static string MessageWord(int number) => number == CallbackMessage.Scheduled ? "scheduled" : "end";

    /// <summary>The number of the message of that name, or null.</summary>
    public static int? ParseMessage(string? word) => word switch
    {
        "scheduled" => CallbackMessage.Scheduled,
        "end" => CallbackMessage.End,
        _ => null,
    };

    /// <summary>The outcome as a page says it.</summary>
    public static string Outcome(this CallbackSummary callback) => callback.State switch
    {
        CallbackState.Waiting when callback.Failures > 0 => "failing",
        CallbackState.Waiting => "waiting",
        CallbackState.Delivered => "delivered",
        _ => "given up",
    };

    /// <summary>What came back, in a few words.</summary>
    public static string Answered(this Delivery delivery) => delivery.StatusCode is { } status ? $"HTTP {status}" : delivery.Error ?? "no answer";
}
