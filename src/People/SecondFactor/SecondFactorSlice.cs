using Microsoft.AspNetCore.Identity;
using SimConsole.Data.Protection;
using SimConsole.People.OpenId;
using SimConsole.Sessions;

namespace SimConsole.People.SecondFactor;

/// <summary>What people give besides their passwords: authenticator apps, passkeys and recovery codes.</summary>
public sealed class SecondFactorSlice : ISlice
{
    /// <summary>Where the page's script gets the options when anybody's passkey is accepted, relative to the console's base.</summary>
    public const string PasskeyRequestAddress = "sign-in/passkey";

    /// <summary>As above, when it has to be a passkey of the person who has given the password.</summary>
    public const string SecondPasskeyRequestAddress = "sign-in/second-factor/passkey";

    /// <summary>Where the page's script gets the options for making a passkey.</summary>
    public const string PasskeyCreationAddress = "second-factor/passkey/options";

    /// <summary>Where the page's script gets the options when a person at an open page confirms that it is still them.</summary>
    public const string ConfirmationRequestAddress = "second-factor/confirm/options";

    /// <summary>Where the page's script sends the answer to that.</summary>
    public const string ConfirmationAddress = "second-factor/confirm";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // Both factors at once: the device, and what only its person knows or is. The device itself finds the passkey, so that nobody has to type a name.
            passkeys.UserVerificationRequirement = passkeys.ResidentKeyRequirement = "required";
            passkeys.AttestationConveyancePreference = "none";
        });
        services.AddSingleton<SecondFactorPolicy>();
        services.AddSingleton<SecondFactorService>();
        services.AddProtectedColumn<AuthenticatorApp, long>(AuthenticatorKeys.Purpose, nameof(AuthenticatorApp.PersonId), nameof(AuthenticatorApp.Secret));
        services.AddSingleton<AuthenticatorKeys>();
        services.AddSingleton<PendingSignIn>();
        services.AddSingleton<FactorLimits>();
        services.AddScoped<SecondFactorSignIn>();
        services
            .AddKey<IList<string>>(SecondFactorOptions.RequiredForKey, SecondFactorOptions.DefaultRoles)
            .AddSettings<SecondFactorOptions>(SecondFactorOptions.Section);
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost($"/{PasskeyRequestAddress}", AnyPasskeyAsync).AllowAnonymous();
        endpoints.MapPost($"/{SecondPasskeyRequestAddress}", SecondPasskeyAsync).AllowAnonymous();
        endpoints.MapPost($"/{PasskeyCreationAddress}", NewPasskeyAsync).RequireAuthorization();
        endpoints.MapPost($"/{ConfirmationRequestAddress}", ConfirmationRequestAsync).RequireAuthorization();
        endpoints.MapPost($"/{ConfirmationAddress}", ConfirmAsync).RequireAuthorization().WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(SignInPage.BodyLimit));
    }

    private static async Task<IResult> AnyPasskeyAsync(SecondFactorSignIn signIn, OpenIdProvider provider) =>
        provider.LocalIsOff is { } off ? Refused(off) : Json(await signIn.PasskeyRequestAsync(person: null));

    private static async Task<IResult> SecondPasskeyAsync(HttpContext context, SecondFactorSignIn signIn) =>
        await signIn.PersonAsync(context) is { } person
            ? Json(await signIn.PasskeyRequestAsync(person))
            : Refused(new Refusal(ErrorCodes.WrongCredentials, "The password was given too long ago. Sign in again."));

    private static async Task<IResult> NewPasskeyAsync(HttpContext context, Standing standing, SecondFactorSignIn signIn, TimeProvider time)
    {
        var caller = await CallerAsync(context, standing);
        var created = caller.Unconfirmed(time.Now()) is null
            ? await signIn.PasskeyCreationAsync(caller)
            : new Refusal(ErrorCodes.ConfirmFirst, "This page was open for too long. Reload it, and confirm again that it is you.");
        return created.Value is { } options ? Json(options) : Refused(created.Refusal!);
    }

    /// <summary>The caller of a request, with the time when they last confirmed that it is still them.</summary>
    private static async Task<Caller> CallerAsync(HttpContext context, Standing standing) => (await Caller.BindAsync(context))! with
    {
        ConfirmedAt = Credential.Of(context.User) is { } credential ? (await standing.SessionOfAsync(credential, context.RequestAborted))?.ConfirmedAt : null,
    };

    private static async Task<IResult> ConfirmationRequestAsync(Caller caller, SecondFactorSignIn signIn) =>
        await signIn.PasskeyRequestAsync(caller) is { } options ? Json(options) : Refused(new Refusal(ErrorCodes.NotFound, "There is no longer a person of your name."));

    private static async Task<IResult> ConfirmAsync(HttpContext context, Caller caller, SecondFactorSignIn signIn)
    {
        using var answer = new StreamReader(context.Request.Body);
        var read = await answer.ReadToEndAsync(context.RequestAborted);
        return await signIn.ConfirmByPasskeyAsync(context, caller, read) is { } refusal ? Refused(refusal) : Results.NoContent();
    }

    private static IResult Json(string json) => Results.Content(json, "application/json");

    private static IResult Refused(Refusal refusal) => Results.Text(refusal.Message, statusCode: ErrorCodes.HttpStatusOf(refusal.Code));
}
