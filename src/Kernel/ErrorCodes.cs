namespace SimConsole.Kernel;

/// <summary>
/// Every error code that the console gives, in the API, in callbacks and on the record. Source of the numbers below 83097 and from 83600 on: the errors of
/// the Super SIM API; the others are this console's own.
/// </summary>
public static class ErrorCodes
{
    /// <summary>A parameter is invalid, or what was asked for cannot be done as things are.</summary>
    public const int Invalid = 20001;

    /// <summary>The credentials or the password are missing or wrong.</summary>
    public const int WrongCredentials = 20003;

    /// <summary>The caller may not do that, or nobody may here.</summary>
    public const int NotPermitted = 20004;

    /// <summary>The caller may do that once they have confirmed that it is still the person who signed in.</summary>
    public const int ConfirmFirst = 20401;

    /// <summary>A page of another site asked for it.</summary>
    public const int OtherSite = 20403;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 20404;

    /// <summary>The same request is being worked on.</summary>
    public const int BeingWorkedOn = 20409;

    /// <summary>Somebody else has changed the same thing since it was seen.</summary>
    public const int ChangedSince = 20412;

    /// <summary>These credentials send requests too fast.</summary>
    public const int TooManyRequests = 20429;

    /// <summary>Something broke.</summary>
    public const int Broken = 20500;

    /// <summary>The database cannot be written now.</summary>
    public const int Unavailable = 20503;

    /// <summary>Registering a card lacks a parameter.</summary>
    public const int RegistrationIncomplete = 83001;

    /// <summary>The card cannot be registered.</summary>
    public const int NotRegistrable = 83002;

    /// <summary>The card is registered already.</summary>
    public const int AlreadyRegistered = 83003;

    /// <summary>The Fleet that a Sim is to move to does not exist.</summary>
    public const int NoSuchFleet = 83006;

    /// <summary>A Sim without a Fleet cannot be activated.</summary>
    public const int ActivationNeedsFleet = 83007;

    /// <summary>A Sim of this status cannot leave its Fleet without another.</summary>
    public const int StatusNeedsFleet = 83008;

    /// <summary>A change of the Sim's status is in flight.</summary>
    public const int ChangeInFlight = 83009;

    /// <summary>The status of the Sim does not allow this step.</summary>
    public const int StepNotAllowed = 83010;

    /// <summary>Another resource has this unique name.</summary>
    public const int NameTaken = 83011;

    /// <summary>A command did not reach its device.</summary>
    public const int CommandNotDelivered = 83097;

    /// <summary>The network refused a change of status, or did not confirm it.</summary>
    public const int ChangeFailed = 83098;

    /// <summary>A loss report overtook a change of status.</summary>
    public const int ChangeSuperseded = 83099;

    /// <summary>Somebody took a change of status back before the network was asked.</summary>
    public const int ChangeWithdrawn = 83100;

    /// <summary>The times of a usage query cannot be read, or are the wrong way round.</summary>
    public const int UsageTimesInvalid = 83600;

    /// <summary>A time is not the beginning of a day.</summary>
    public const int UsageNotOnADay = 83601;

    /// <summary>A time is not the beginning of an hour.</summary>
    public const int UsageNotOnAnHour = 83602;

    /// <summary>The period is too long for usage by Sim.</summary>
    public const int UsageTooLongBySim = 83603;

    /// <summary>The period is too long for its granularity.</summary>
    public const int UsageTooLong = 83604;

    /// <summary>The period begins too long ago.</summary>
    public const int UsageTooLongAgo = 83605;

    /// <summary>The HTTP status that belongs to a code.</summary>
    public static int HttpStatusOf(int code) => code switch
    {
        WrongCredentials => StatusCodes.Status401Unauthorized,
        NotPermitted or OtherSite or ConfirmFirst => StatusCodes.Status403Forbidden,
        NotFound => StatusCodes.Status404NotFound,
        BeingWorkedOn or AlreadyRegistered or ChangeInFlight or NameTaken => StatusCodes.Status409Conflict,
        ChangedSince => StatusCodes.Status412PreconditionFailed,
        TooManyRequests => StatusCodes.Status429TooManyRequests,
        Broken => StatusCodes.Status500InternalServerError,
        Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
