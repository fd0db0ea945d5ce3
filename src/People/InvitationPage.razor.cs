using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using SimConsole.Data;

namespace SimConsole.People;

/// <summary>Creates a person for whoever has the link of an invitation, and signs them in. Plain HTML, since a cookie can only be set by an answer to a request.</summary>
public sealed partial class InvitationPage
{
    private Invitation? _invitation;
    private string? _refusal;

    [Inject]
    public required InvitationService Invitations { get; init; }

    [Inject]
    public required SignInManager<Person> SignIn { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>What the link carries.</summary>
    [SupplyParameterFromQuery(Name = "token")]
    public string? Token { get; set; }

    [SupplyParameterFromForm]
    public Chosen? Form { get; set; }

    /// <summary>The address of a link, relative to the console's base.</summary>
    public static string AddressFor(string token) => $"invitation?token={token}";

    protected override async Task OnInitializedAsync()
    {
        var found = await Invitations.FindAsync(Token ?? "", HttpContext.RequestAborted).OrTroubleAsync();
        (_invitation, _refusal) = (found.Value, found.Refusal?.Message);
        if (found.Refusal is { } refusal)
        {
            HttpContext.Response.StatusCode = StatusOf(refusal);
        }
    }

    private async Task SubmitAsync()
    {
        if (Form?.Password != Form?.Again)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            _refusal = "The two passwords differ. Type the same one twice.";
            return;
        }

        var accepted = await Invitations.AcceptAsync(Token ?? "", Form?.Password ?? "", HttpContext.RequestAborted).OrTroubleAsync();
        if (accepted.Value is { } person)
        {
            await SignIn.SignInAsync(person, isPersistent: true);
            Navigation.NavigateTo("./");
            return;
        }

        HttpContext.Response.StatusCode = StatusOf(accepted.Refusal!);
        _refusal = accepted.Refusal!.Message;
    }

    /// <summary>A link that is over answers 410; with 404, the page for unknown addresses would be shown in its place.</summary>
    private static int StatusOf(Refusal refusal) =>
        refusal.Code == ErrorCodes.NotFound ? StatusCodes.Status410Gone : ErrorCodes.HttpStatusOf(refusal.Code);

    /// <summary>What the form sends.</summary>
    public sealed class Chosen
    {
        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
