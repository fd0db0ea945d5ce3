namespace SimConsole.Accounts.Tokens;

/// <summary>How long the tokens of a key are valid: the choices that KORE has for a client. The numbers are stored: never reorder them.</summary>
public enum TokenLife
{
    Hour = 0,
    Day = 1,
    ThirtyDays = 2,
    TwoYears = 3,
}

/// <summary>The lives of tokens: all of them, when each ends, and the words for it.</summary>
public static class TokenLives
{
    private const int MonthsOfTwoYears = 24;

    /// <summary>Every life there is, the shortest first.</summary>
    public static IReadOnlyList<TokenLife> All { get; } = Enum.GetValues<TokenLife>();

    /// <summary>When a token that is issued at this time ends.</summary>
    public static DateTimeOffset EndOf(this TokenLife life, DateTimeOffset at) => life switch
    {
        TokenLife.Day => at.AddDays(1),
        TokenLife.ThirtyDays => at.AddDays(30),
        TokenLife.TwoYears => at.AddMonths(MonthsOfTwoYears),
        _ => at.AddHours(1),
    };

    /// <summary>The words of a life, such as <c>an hour</c>.</summary>
    public static string Words(this TokenLife life) => life switch
    {
        TokenLife.Day => "a day",
        TokenLife.ThirtyDays => "30 days",
        TokenLife.TwoYears => "two years",
        _ => "an hour",
    };
}
