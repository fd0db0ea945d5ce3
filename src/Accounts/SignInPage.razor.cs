using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>Signs a person in. Plain HTML, since a cookie can only be set by an answer to a request.</summary>
public sealed partial class SignInPage
{
    public const string Address = "/sign-in";

    private string? _refusal;

    [Inject]
    public required SignInManager<Person> SignInManager { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm]
    public Credentials? Form { get; set; }

    /// <summary>Where to go then: an address within this console, relative to its base.</summary>
    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    private async Task SubmitAsync()
    {
        SignInResult result;
        try
        {
            result = await SignInManager.PasswordSignInAsync(Form?.UserName ?? "", Form?.Password ?? "", isPersistent: true, lockoutOnFailure: true);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is { } trouble)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            _refusal = trouble.Refusal.Message;
            return;
        }

        if (result.Succeeded)
        {
            Navigation.NavigateTo(Local(ReturnUrl));
            return;
        }

        HttpContext.Response.StatusCode = StatusCodes.Status401Unauthorized;
        _refusal = result.IsLockedOut
            ? $"Too many wrong passwords. Wait {SignIn.LockOutTime.TotalMinutes:0} minutes, and try again."
            : "This name and this password do not belong together.";
    }

    /// <summary>The address to return to, or the start page where it leads elsewhere.</summary>
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
