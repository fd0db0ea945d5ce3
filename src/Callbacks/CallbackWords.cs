using System.Globalization;

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

    /// <summary>The state with this name, or null.</summary>
    public static CallbackState? Parse(string? word) => Enum.GetValues<CallbackState>().Cast<CallbackState?>().FirstOrDefault(state => state!.Value.Word() == word);

    public static string Word(this CallMethod method) => method == CallMethod.Get ? "GET" : "POST";

    public static string Word(this CallbackSubject subject) => subject switch
    {
        CallbackSubject.StatusChange => "status-change",
        CallbackSubject.SmsCommand => "sms-command",
        CallbackSubject.IpCommand => "ip-command",
        _ => "esim-profile",
    };

    /// <summary>What a callback tells of, as a page says it.</summary>
    public static string About(this CallbackSubject subject) => subject switch
    {
        CallbackSubject.StatusChange => "status change",
        CallbackSubject.SmsCommand => "SMS command",
        CallbackSubject.IpCommand => "IP command",
        _ => "eSIM profile",
    };

    /// <summary>Which message: <c>scheduled</c> or <c>end</c> of a status change, otherwise its number.</summary>
    public static string MessageWord(CallbackSubject subject, int number) => subject != CallbackSubject.StatusChange
        ? number.ToString(CultureInfo.InvariantCulture)
        : number == CallbackMessage.Scheduled ? "scheduled" : "end";

    /// <summary>The number of the message with this name, or null.</summary>
    public static int? ParseMessage(string? word) => word switch
    {
        "scheduled" => CallbackMessage.Scheduled,
        "end" => CallbackMessage.End,
        _ => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null,
    };

    /// <summary>The outcome as a page says it.</summary>
    public static string Outcome(this CallbackSummary callback) => callback.State switch
    {
        CallbackState.Waiting when callback.Failures > 0 => "failing",
        CallbackState.Waiting => "waiting",
        CallbackState.Delivered => "delivered",
        _ => "given up",
    };

    /// <summary>Where a page shows what it tells of, relative to the base of the console; null where there is no such page.</summary>
    public static string? SubjectAddress(this CallbackSummary callback) => (callback.Subject, callback.SimSid) switch
    {
        (_, null) => null,
        (CallbackSubject.StatusChange, var sim) => $"sims/{sim}",
        (CallbackSubject.SmsCommand or CallbackSubject.IpCommand, var sim) => $"sims/{sim}#commands",
        _ => null,
    };

    /// <summary>The Sim that it is about as a page names it, or what it tells of where there is none yet.</summary>
    public static string Named(this CallbackSummary callback) => callback.SimUniqueName ?? callback.SimIccid ?? callback.SubjectSid ?? callback.Sid;

    /// <summary>What came back, in a few words.</summary>
    public static string Answered(this Delivery delivery) => delivery.StatusCode is { } status ? $"HTTP {status}" : delivery.Error ?? "no answer";
}
