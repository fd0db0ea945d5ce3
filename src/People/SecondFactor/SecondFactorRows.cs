namespace SimConsole.People.SecondFactor;

/// <summary>What the console adds to the table of passkeys that ASP.NET Core Identity describes.</summary>
internal static class SecondFactorRows
{
    /// <summary>The most bytes of a passkey's credential ID: what SQL Server accepts as a key.</summary>
    public const int PasskeyIdLength = 900;

    /// <summary>The column that says when a passkey was last used.</summary>
    public const string PasskeyUsedAt = "UsedAt";
}
