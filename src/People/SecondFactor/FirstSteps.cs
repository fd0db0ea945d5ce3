using SimConsole.Api;

namespace SimConsole.People.SecondFactor;

/// <summary>
/// Leads a person who has yet to choose a password of their own, or to set up a second factor, to the page for it, whatever they open, and lets nothing else
/// through: no page, no request, no circuit.
/// </summary>
public static class FirstSteps
{
    private const string SignOut = "/sign-out";

    /// <summary>Runs after authentication and before authorization.</summary>
    public static IApplicationBuilder UseFirstSteps(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (AddressFor(context) is not { } address || request.Path.StartsWithSegments(address) || request.Path == SignOut
            || context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null
            || request.Path.StartsWithSegments(ConsoleAddress.ApiRoot))
        {
            return next(context);
        }

        if (HttpMethods.IsGet(request.Method))
        {
            context.Response.Redirect(request.PathBase + address);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(Caller.Of(context.User).Lacks(PermissionSets.All)!.Message);
    });

    private static string? AddressFor(HttpContext context) =>
        context.User.HasClaim(claim => claim.Type == Caller.NewcomerClaim) ? FirstPasswordPage.Address
        : context.User.HasClaim(claim => claim.Type == Caller.FactorlessClaim) ? FirstFactorPage.Address
        : null;
}
