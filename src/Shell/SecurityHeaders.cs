using SimConsole.Api;

namespace SimConsole.Shell;

/// <summary>Headers that keep a page from doing what it was not written for.</summary>
public static class SecurityHeaders
{
    // MudBlazor writes its theme into a style element and positions its popovers with style attributes, so styles stay inline;
    // scripts, which matter, come from here only.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>The headers of answers to programs: a browser may load and run nothing from them. Source: OWASP's REST security cheat sheet.</summary>
    private const string ApiContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        if (context.Request.Path.StartsWithSegments("/openapi"))
        {
            headers.CacheControl = "no-store";
        }

        if (context.Request.Path.StartsWithSegments(ConsoleAddress.ApiRoot))
        {
            headers.ContentSecurityPolicy = ApiContentSecurityPolicy;
            return next(context);
        }

        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    });
}
