using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using SimConsole.Telemetry;
using SimConsole.Work;

namespace SimConsole.Host;

/// <summary>Lets the console be reached through a proxy that speaks TLS, also below a path of a host that others share.</summary>
internal static partial class Proxy
{
    public static IServiceCollection AddProxy(this IServiceCollection services)
    {
        services.AddSettings<ProxyOptions>(ProxyOptions.Section);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxy) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
                | ForwardedHeaders.XForwardedPrefix;

            // There may be any number of proxies: the last address that is not trusted is the client's.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in proxy.Value.Networks())
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddOptions<AntiforgeryOptions>().Configure<CookieNames>((antiforgery, names) => antiforgery.Cookie.Name = names.Of("simconsole-form"));
        return services;
    }

    /// <summary>
    /// Takes over from trusted proxies the client's address, the scheme, the host and the path. Middleware that reads those comes after it, routing included.
    /// </summary>
    public static WebApplication UseProxy(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use((context, next) =>
        {
            // A proxy may pass on a header that the client wrote; a base path that begins with two slashes would lead to another host.
            if (context.Request.PathBase.Value is ['/', '/' or '\\', ..])
            {
                context.Request.PathBase = default;
            }

            return next(context);
        });
        app.UseStrangerWarning();
        app.UseHsts();
        app.UsePublicAddress();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(MakeRedirectRelative, context);
            return next(context);
        });
        app.UseRouting();
        return app;
    }

    /// <summary>
    /// Serves below the path of <see cref="ConsoleAddress.Configured"/>, and for its host alone, except for programs that call an address of this machine, and for health checks,
    /// which do not know that name.
    /// </summary>
    private static void UsePublicAddress(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ConsoleAddress>().Configured is not { } configured)
        {
            return;
        }

        var (own, below) = (new Uri(configured), PathString.FromUriComponent(new Uri(configured)));
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (!LooksHowItIs(request.Path) && !IsNamed(request.Host.Host, own))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return context.Response.WriteAsync($"This console is at {configured}, and not at {Cut.Short(request.Host.Value ?? "")}. If it is meant to be, {ConsoleAddress.Key} has to say so.");
            }

            // A proxy that takes the path off says so itself, by X-Forwarded-Prefix.
            if (!request.PathBase.HasValue && below.Value is not "/")
            {
                request.Path = request.Path.StartsWithSegments(below, out var rest) ? rest : request.Path;
                request.PathBase = below;
            }

            return next(context);
        });
    }

    private static bool LooksHowItIs(PathString path) => path.StartsWithSegments(DatabaseHealth.Address) || path.StartsWithSegments(MetricsDoor.Address);

    private static bool IsNamed(string host, Uri own) => host.Equals(own.Host, StringComparison.OrdinalIgnoreCase) || AddressBlocks.IsLoopback(host);

    /// <summary>Warns once that a proxy forwards requests and is not trusted: without the warning it is hard to see why links are not https.</summary>
    private static void UseStrangerWarning(this WebApplication app)
    {
        var said = 0;
        app.Use((context, next) =>
        {
            // The middleware has removed the headers that were trusted, so one that remains was not.
            if (context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedProtoHeaderName) && Interlocked.Exchange(ref said, 1) == 0)
            {
                LogStranger(app.Logger, context.Connection.RemoteIpAddress?.ToString(), ProxyOptions.TrustedKey);
            }

            return next(context);
        });
    }

    /// <summary>Makes a redirect relative: the browser completes it with the address that it knows, which is right whatever the proxy passes on.</summary>
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
