using System.Globalization;
using Microsoft.AspNetCore.Components;
using SimConsole.Data;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;

namespace SimConsole.People;

/// <summary>Signs a person in. Plain HTML, since a cookie can only be set by an answer to a request.</summary>
public sealed partial class SignInPage
{
    public const string Address = "/sign-in";

    /// <summary>The parameter that says why somebody has to sign in again.</summary>
    public const string EndedParameter = "ended";

    /// <summary>The parameter that says how a visit to the provider has ended.</summary>
    public const string OpenIdParameter = "openid";

    /// <summary>The largest form that is read, in bytes.</summary>
    internal const int BodyLimit = 16 * 1024;

    private string? _refusal;

    [Inject]
    public required PasswordSignIn SignIn { get; init; }

    [Inject]
    public required SecondFactorSignIn Factors { get; init; }

    [Inject]
    public required OpenIdProvider Provider { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm]
    public Credentials? Form { get; set; }

    [SupplyParameterFromForm]
    public PasskeyAnswer? PasskeyForm { get; set; }

    /// <summary>Where to go afterwards: an address within this console, relative to its base.</summary>
    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>Why the person had to leave a page: the name of a <see cref="SessionEnd"/>.</summary>
    [SupplyParameterFromQuery(Name = EndedParameter)]
    public string? Ended { get; set; }

    /// <summary>How a visit to the provider has ended: the name of an <see cref="OpenIdOutcome"/>.</summary>
    [SupplyParameterFromQuery(Name = OpenIdParameter)]
    public string? OpenId { get; set; }

    private string? WhyRefused => Provider.IsConfigured && Enum.TryParse<OpenIdOutcome>(OpenId, out var outcome) ? outcome.Says(Provider.Name) : null;

    private string ProviderAddress => $"{OpenIdSlice.SignInAddress}?returnUrl={Uri.EscapeDataString(Local(ReturnUrl))}";

    private string? WhyEnded => !Enum.TryParse<SessionEnd>(Ended, out var end) ? null : end switch
    {
        SessionEnd.Removed => "You were signed out, because this name may no longer use the console.",
        SessionEnd.SignedOut => "You were signed out: this session was ended. Sign in again.",
        SessionEnd.PasswordChanged => "You were signed out, because the password was changed. Sign in with the new one.",
        SessionEnd.FleetsChanged => "You were signed out, because you were limited to other Fleets. Sign in again.",
        SessionEnd.RoleChanged => "You were signed out, because you were given another role. Sign in again.",
        SessionEnd.Suspended => "You were signed out, because an administrator has suspended this name.",
        SessionEnd.EndedByAdministrator => "You were signed out: an administrator has ended this session. Sign in again.",
        SessionEnd.FactorsChanged => "You were signed out, because the second factor of this name was changed. Sign in again.",
        SessionEnd.SignedOutAtProvider => $"You were signed out, because you have signed out at {Provider.Name}.",
        SessionEnd.Idle => $"You were signed out, because nobody used this session for {Session.LongestIdle.TotalHours:0} hour. Sign in again.",
        SessionEnd.Expired => $"You were signed out, because {Session.LongestLife.TotalHours:0} hours have passed since you signed in. Sign in again.",
        _ => null,
    };

    /// <summary>The address of this page, relative to the console's base.</summary>
    /// <param name="returnUrl">Where to go afterwards, relative to the base.</param>
    /// <param name="ended">Why the page that leads here has ended, if it has.</param>
    public static string AddressFor(string returnUrl, SessionEnd? ended) =>
        $"{Address[1..]}?returnUrl={Uri.EscapeDataString(returnUrl)}{(ended is null ? "" : $"&{EndedParameter}={ended}")}";

    private async Task SubmitAsync()
    {
        SignInOutcome outcome;
        try
        {
            outcome = await SignIn.SignInAsync(HttpContext, Form?.UserName ?? "", Form?.Password ?? "");
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is { } trouble)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            _refusal = trouble.Refusal.Message;
            return;
        }

        if (outcome is SignInOutcome.SignedIn or SignInOutcome.Newcomer)
        {
            Navigation.NavigateTo(outcome == SignInOutcome.Newcomer ? FirstPasswordPage.Address[1..] : BelowBase(ReturnUrl));
            return;
        }

        if (outcome == SignInOutcome.TooMany)
        {
            HttpContext.Response.Headers.RetryAfter = SignInLimits.Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Provider.LocalIsOff is { } off)
        {
            HttpContext.Response.StatusCode = ErrorCodes.HttpStatusOf(off.Code);
            _refusal = off.Message;
            return;
        }

        if (outcome == SignInOutcome.SecondFactor)
        {
            Navigation.NavigateTo(SecondFactorPage.AddressFor(Local(ReturnUrl)));
            return;
        }

        // The same sentence for every reason, so that it does not tell which names exist.
        HttpContext.Response.StatusCode = outcome == SignInOutcome.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
        _refusal = "This name and this password do not match, or there were too many wrong attempts from here. "
            + $"After {SignInLimits.WrongByName} of them, wait {SignInLimits.Window.TotalMinutes:0} minutes.";
    }

    private async Task SubmitPasskeyAsync()
    {
        var used = await Factors.ByPasskeyAsync(HttpContext, PasskeyForm?.Answer ?? "", null).OrTroubleAsync();
        if (used.Refusal is null)
        {
            Navigation.NavigateTo(BelowBase(ReturnUrl));
            return;
        }

        HttpContext.Response.StatusCode = ErrorCodes.HttpStatusOf(used.Refusal.Code);
        _refusal = used.Refusal.Message;
    }

    /// <summary>As <see cref="Local"/>, relative to the console's base, which may be a path of its own behind a proxy.</summary>
    internal static string BelowBase(string? returnUrl) => $".{Local(returnUrl)}";

    /// <summary>The address to return to, relative to the console's base, or the start page where it leads elsewhere.</summary>
    internal static string Local(string? returnUrl)
    {
        var path = "/" + (returnUrl ?? "").TrimStart('/');
        return path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl) || path.StartsWith(Address, StringComparison.OrdinalIgnoreCase) ? "/" : path;
    }

    /// <summary>What the form sends.</summary>
    public sealed class Credentials
    {
        public string? UserName { get; set; }

        public string? Password { get; set; }
    }
}
