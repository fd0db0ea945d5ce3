using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace SimConsole.Host;

/// <summary>Lets the console be reached through a proxy that speaks TLS.</summary>
internal static partial class Proxy
{
    public static IServiceCollection AddProxy(this IServiceCollection services)
    {
        services.AddSettings<ProxyOptions>(ProxyOptions.Section);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxy) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // However many proxies there are, the last one that is not trusted is who asked.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in proxy.Value.Networks())
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        return services;
    }

    /// <summary>Takes over from trusted proxies who asked, by which scheme and for which host. Whatever reads those comes after it.</summary>
    public static WebApplication UseProxy(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseStrangerWarning();
        app.UseHsts();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(MakeRedirectRelative, context);
            return next(context);
        });
        return app;
    }

    /// <summary>Says once that somebody forwards requests and is not believed: without it nobody sees why links are not https.</summary>
    private static void UseStrangerWarning(this WebApplication app)
    {
        var said = 0;
        app.Use((context, next) =>
        {
            // What was believed is no longer there.
            if (context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedProtoHeaderName) && Interlocked.Exchange(ref said, 1) == 0)
            {
                LogStranger(app.Logger, context.Connection.RemoteIpAddress?.ToString(), ProxyOptions.TrustedKey);
            }

            return next(context);
        });
    }

    /// <summary>The browser completes a path with the address that it knows, which is right whatever the proxy passes on.</summary>
    private static Task MakeRedirectRelative(object state)
    {
        var (request, headers) = (((HttpContext)state).Request, ((HttpContext)state).Response.Headers);
        if (headers.Location is [{ } location]
            && Uri.TryCreate(location, UriKind.Absolute, out var to)
            && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own)
            && Uri.Compare(to, own, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0

            // Two slashes at the beginning would lead to another host.
            && to.PathAndQuery is not ['/', '/', ..])
        {
            headers.Location = to.PathAndQuery + to.Fragment;
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "{Address} forwards requests and is not believed, since {Key} does not name it.")]
    private static partial void LogStranger(ILogger logger, string? address, string key);
}
