namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>The dialect that an account speaks. The resources are the same; credentials and signatures differ.</summary>
public enum SuperSimDialect
{
    /// <summary>HTTP Basic with the account's SID and token, or with an API key. Another console speaks it, too.</summary>
    Twilio,

    /// <summary>Access tokens by OAuth 2.0 client credentials, and callbacks signed with <c>kore-signature</c>.</summary>
    Kore,
}
