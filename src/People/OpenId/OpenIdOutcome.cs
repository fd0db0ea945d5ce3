namespace SimConsole.People.OpenId;

/// <summary>How a visit to the provider has ended. The address of the sign-in page carries its name, so that no text from elsewhere is ever shown there.</summary>
public enum OpenIdOutcome
{
    SignedIn,

    /// <summary>The provider does not answer, or not as a provider does.</summary>
    Unreachable,

    /// <summary>The person or the provider has refused.</summary>
    Declined,

    /// <summary>The answer does not belong to the request, was not made by the provider, is not for this console, or is too old.</summary>
    NotVerified,

    /// <summary>The person is in no group that has a role here.</summary>
    NoRole,

    /// <summary>The groups would take the role of the last administrator away.</summary>
    LastAdministrator,

    /// <summary>Another person here has the name.</summary>
    NameTaken,

    /// <summary>The provider gives no name that can be used here.</summary>
    NameUnusable,

    /// <summary>An administrator has suspended the person.</summary>
    Suspended,

    /// <summary>Nothing can be written at the moment.</summary>
    Unavailable,

    /// <summary>A person was to confirm that it is still them, and the provider named somebody else, or did not ask them.</summary>
    NotConfirmed,

    /// <summary>The session here has ended, and the provider could not be told.</summary>
    SignedOutHereOnly,
}

/// <summary>What the sign-in page says about a visit to the provider.</summary>
internal static class OpenIdWords
{
    public static string? Says(this OpenIdOutcome outcome, string provider) => outcome switch
    {
        OpenIdOutcome.Unreachable => $"{provider} does not answer. Try again in a minute; if it keeps happening, tell an administrator.",
        OpenIdOutcome.Declined => $"{provider} did not let you in, or you have left it there. Try again.",
        OpenIdOutcome.NotVerified => $"The answer of {provider} could not be verified, or came too late. Try again; if it keeps happening, tell an administrator, who finds the reason in the log.",
        OpenIdOutcome.NoRole => $"{provider} knows you, but you are in no group that may use this console. Ask an administrator to put you into one.",
        OpenIdOutcome.LastAdministrator => $"You are the last administrator who can sign in, and your groups at {provider} give you another role. Let somebody else of a group of administrators sign in first.",
        OpenIdOutcome.NameTaken => "There is a person of your name here already who does not sign in as you do, and nobody takes over another's name. "
            + "If that is you, ask an administrator to remove that person on the page People; then sign in again.",
        OpenIdOutcome.NameUnusable => $"{provider} says no name of yours that can be used here: it has 1 to {PeopleService.NameLength} letters of A to Z, digits, and the signs - . _ @ +. Ask an administrator to look at {OpenIdOptions.NameClaimKey}.",
        OpenIdOutcome.Suspended => "An administrator has suspended your name here.",
        OpenIdOutcome.Unavailable => "Nobody can be signed in at the moment, because the database cannot be written. Try again in a minute.",
        OpenIdOutcome.NotConfirmed => $"{provider} did not ask again who you are, or named somebody else. Go back to the page that you came from, and try again.",
        OpenIdOutcome.SignedOutHereOnly => $"You are signed out here. {provider} could not be told, and may still know you in this browser.",
        _ => null,
    };
}
