using System.Globalization;
using Microsoft.AspNetCore.Components;
using SimConsole.Data;

namespace SimConsole.People.SecondFactor;

/// <summary>
/// Asks a person who has given the right password for the second factor, and signs them in. Plain HTML, since a cookie can only be set by an answer to a
/// request.
/// </summary>
public sealed partial class SecondFactorPage
{
    public const string Address = "/sign-in/second-factor";

    private const string Recovery = "recovery";

    private Person? _person;
    private (bool App, bool Passkeys) _kinds;
    private int? _codesLeft;
    private string? _refusal;

    [Inject]
    public required SecondFactorSignIn SignIn { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm]
    public Given? Form { get; set; }

    [SupplyParameterFromForm]
    public PasskeyAnswer? PasskeyForm { get; set; }

    /// <summary>Where to go afterwards: an address within this console, relative to its base.</summary>
    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>What is given instead of the usual factor.</summary>
    [SupplyParameterFromQuery(Name = "with")]
    public string? With { get; set; }

    private bool IsRecovery => With == Recovery;

    private string Usual => _kinds switch { (true, true) => "the app or a passkey", (true, _) => "the app", _ => "a passkey" };

    /// <summary>The address of this page, relative to the console's base.</summary>
    /// <param name="returnUrl">Where to go afterwards, relative to the base.</param>
    /// <param name="recovery">Whether a recovery code is asked for.</param>
    public static string AddressFor(string? returnUrl, bool recovery = false) =>
        $"{Address[1..]}?returnUrl={Uri.EscapeDataString(returnUrl ?? "/")}{(recovery ? $"&with={Recovery}" : "")}";

    protected override async Task OnInitializedAsync()
    {
        _person = await SignIn.PersonAsync(HttpContext);
        if (_person is null)
        {
            Navigation.NavigateTo(SignInPage.AddressFor(ReturnUrl ?? "/", null));
            return;
        }

        _kinds = await SignIn.KindsAsync(_person, HttpContext.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (_person is not null)
        {
            Answer(await SignIn.ByCodeAsync(HttpContext, _person, Form?.Code ?? "").OrTroubleAsync());
        }
    }

    private async Task SubmitPasskeyAsync()
    {
        if (_person is not null)
        {
            Answer(await SignIn.ByPasskeyAsync(HttpContext, PasskeyForm?.Answer ?? "", _person).OrTroubleAsync());
        }
    }

    private void Answer(Result<UsedFactor> used)
    {
        if (used.Refusal is { } refusal)
        {
            if (refusal.Code == ErrorCodes.TooManyRequests)
            {
                HttpContext.Response.Headers.RetryAfter = SignInLimits.Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            }

            HttpContext.Response.StatusCode = ErrorCodes.HttpStatusOf(refusal.Code);
            _refusal = refusal.Message;
            return;
        }

        _codesLeft = used.Value!.RecoveryCodesLeft;
        if (_codesLeft is null)
        {
            Navigation.NavigateTo(SignInPage.BelowBase(ReturnUrl));
        }
    }

    /// <summary>What the form sends.</summary>
    public sealed class Given
    {
        public string? Code { get; set; }
    }
}
