namespace SimConsole.People.SecondFactor;

/// <summary>What the form of a passkey sends.</summary>
public sealed class PasskeyAnswer
{
    /// <summary>What the browser made of the request, as JSON.</summary>
    public string? Answer { get; set; }
}
