using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.People.SecondFactor;

/// <summary>
/// The common part of the pages on which a person adds a second factor: they ask the person to confirm that it is still them where the last time is long ago,
/// and show the recovery codes at the end. Plain HTML, since the first factor of a person sets another cookie.
/// </summary>
public abstract class FactorSetUp : ComponentBase
{
    [Inject]
    public required SecondFactorService Factors { get; init; }

    [Inject]
    public required SecondFactorSignIn Passkeys { get; init; }

    [Inject]
    public required SessionService Sessions { get; init; }

    [Inject]
    public required SignInManager<Person> SignIn { get; init; }

    [Inject]
    public required SignedInPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>What the form sends by which the person confirms that it is still them.</summary>
    [SupplyParameterFromForm]
    public Again? AgainForm { get; set; }

    /// <summary>Whether the person may do nothing before they have a factor.</summary>
    protected bool IsFirst => Caller.May == Permissions.None;

    /// <summary>Where the page leads when it is done, relative to the console's base.</summary>
    protected string Next => IsFirst ? "" : "settings";

    /// <summary>Why something was not done.</summary>
    protected string? Refused { get; private set; }

    /// <summary>The new recovery codes, once there are some.</summary>
    protected IReadOnlyList<string>? Codes { get; private set; }

    protected Caller Caller { get; private set; } = Caller.Of(null);

    protected OwnFactors? Own { get; private set; }

    protected long Session => Credential.Of(HttpContext.User)!.Session;

    /// <summary>Whether the page has to ask the person to confirm that it is still them.</summary>
    protected bool AsksAgain => Caller.Unconfirmed(Time.Now()) is not null;

    protected override async Task OnInitializedAsync()
    {
        Caller = await Person.CallerAsync();
        Own = (await Factors.FindAsync(Caller, HttpContext.RequestAborted)).Value;
    }

    /// <summary>Checks whether it is still the person.</summary>
    protected async Task ConfirmAsync()
    {
        var confirmed = await Factors.ConfirmAsync(Caller, AgainForm?.Given ?? "", HttpContext.RequestAborted).OrTroubleAsync();
        if (confirmed.Refusal is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        await Sessions.ConfirmedAsync(Session, HttpContext.RequestAborted);
        Navigation.NavigateTo(HttpContext.Request.Path.Value![1..]);
    }

    /// <summary>Shows the recovery codes, or leads on where there are no new ones.</summary>
    protected async Task AnswerAsync(Result<AddedFactor> added)
    {
        if (added.Value is not { } factor)
        {
            Refuse(added.Refusal!);
            return;
        }

        if (factor.IsFirstAct)
        {
            await SignIn.SignInAsync(factor.Person, isPersistent: true);
        }

        Codes = factor.RecoveryCodes;
        if (Codes is null)
        {
            Navigation.NavigateTo(Next);
        }
    }

    /// <summary>Says why something was not done.</summary>
    protected void Refuse(Refusal refusal)
    {
        HttpContext.Response.StatusCode = ErrorCodes.HttpStatusOf(refusal.Code);
        Refused = refusal.Message;
    }

    /// <summary>What the form sends by which the person confirms that it is still them.</summary>
    public sealed class Again
    {
        public string? Given { get; set; }
    }
}
