using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace SimConsole.Telemetry;

/// <summary>
/// Lets this machine and those whom <see cref="MetricsOptions.Allowed"/> names read the metrics. Whoever comes through a proxy is not on this machine, wherever
/// the proxy is; there the client counts that a trusted proxy names, and whoever is not named by one is a stranger.
/// </summary>
public sealed class MetricsDoor(IOptions<MetricsOptions> options)
{
    /// <summary>Where Prometheus reads the metrics.</summary>
    public const string Address = "/metrics";

    /// <summary>What only a proxy writes: nginx, Apache, HAProxy, Caddy, Traefik and load balancers write one of them at least, where they are told to.</summary>
    private static readonly string[] OfProxies =
    [
        ForwardedHeadersDefaults.XForwardedForHeaderName, ForwardedHeadersDefaults.XForwardedHostHeaderName, ForwardedHeadersDefaults.XForwardedProtoHeaderName,
        ForwardedHeadersDefaults.XOriginalForHeaderName, ForwardedHeadersDefaults.XOriginalHostHeaderName, ForwardedHeadersDefaults.XOriginalProtoHeaderName,
        ForwardedHeadersDefaults.XForwardedPrefixHeaderName, ForwardedHeadersDefaults.XOriginalPrefixHeaderName, "X-Real-IP", "Forwarded", "Via",
    ];

    private readonly IReadOnlyList<IPNetwork> _allowed = options.Value.Networks();

    public bool LetsIn(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } client)
        {
            return false;
        }

        var headers = context.Request.Headers;

        // A proxy that only passes on the name by which it was asked gives itself away, as does a page that points its own name at this machine.
        return !OfProxies.Any(headers.ContainsKey)
            ? _allowed.Hold(client) || (AddressBlocks.Loopback.Hold(client) && AddressBlocks.IsLoopback(context.Request.Host.Host))

            // Taken over from a trusted proxy, which leaves behind what stood there before.
            : headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName) && !AddressBlocks.Loopback.Hold(client) && _allowed.Hold(client);
    }

    /// <summary>Refuses in a sentence whoever may not.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (LetsIn(context))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync($"The metrics are for this machine, and for the networks that {MetricsOptions.AllowedKey} names.", context.RequestAborted);
    }
}
