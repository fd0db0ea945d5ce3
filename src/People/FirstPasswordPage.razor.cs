using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using SimConsole.Data;

namespace SimConsole.People;

/// <summary>Where a person whose password was generated chooses their own. Until then, all pages lead here. Plain HTML, since it sets another cookie.</summary>
public sealed partial class FirstPasswordPage
{
    public const string Address = "/first-password";

    private string? _refusal;

    [Inject]
    public required PeopleService People { get; init; }

    [Inject]
    public required SignInManager<Person> SignIn { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm]
    public Chosen? Form { get; set; }

    private async Task SubmitAsync()
    {
        if (Form?.Password != Form?.Again)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            _refusal = "The two new passwords differ. Type the same one twice.";
            return;
        }

        var changed = await People.ChangePasswordAsync((await Caller.BindAsync(HttpContext))!, Form?.Present ?? "", Form?.Password ?? "", HttpContext.RequestAborted).OrTroubleAsync();
        if (changed.Value is { } person)
        {
            await SignIn.SignInAsync(person, isPersistent: true);
            Navigation.NavigateTo("./");
            return;
        }

        HttpContext.Response.StatusCode = ErrorCodes.HttpStatusOf(changed.Refusal!.Code);
        _refusal = changed.Refusal.Message;
    }

    /// <summary>What the form sends.</summary>
    public sealed class Chosen
    {
        public string? Present { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
