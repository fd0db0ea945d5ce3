namespace SimConsole.Commands;

/// <summary>Commands in the words of the API and the pages.</summary>
public static class CommandWords
{
    public static string Word(this CommandStatus status) => status switch
    {
        CommandStatus.Queued => "queued",
        CommandStatus.Sent => "sent",
        CommandStatus.Delivered => "delivered",
        CommandStatus.Received => "received",
        _ => "failed",
    };

    public static string Word(this CommandDirection direction) => direction == CommandDirection.ToSim ? "to_sim" : "from_sim";

    public static string Word(this PayloadType type) => type == PayloadType.Text ? "text" : "binary";

    /// <summary>The kind in addresses: <c>sms</c> or <c>ip</c>.</summary>
    public static string Word(this CommandKind kind) => kind == CommandKind.Sms ? "sms" : "ip";

    /// <summary>The kind as a page says it.</summary>
    public static string Name(this CommandKind kind) => kind == CommandKind.Sms ? "SMS" : "IP";

    /// <summary>The statuses that a command of this kind can have.</summary>
    public static IReadOnlyList<CommandStatus> Statuses(this CommandKind kind) =>
        kind == CommandKind.Sms ? Enum.GetValues<CommandStatus>() : [CommandStatus.Queued, CommandStatus.Sent, CommandStatus.Received, CommandStatus.Failed];

    public static CommandStatus? ParseStatus(string? word) => Parse<CommandStatus>(word, Word);

    public static CommandDirection? ParseDirection(string? word) => Parse<CommandDirection>(word, Word);

    public static PayloadType? ParsePayloadType(string? word) => Parse<PayloadType>(word, Word);

    public static CommandKind? ParseKind(string? word) => Parse<CommandKind>(word, Word);

    private static T? Parse<T>(string? word, Func<T, string> of) where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => of(value!.Value) == word);
}
