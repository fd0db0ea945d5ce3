using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace SimConsole.Telemetry;

/// <summary>
/// Lets this machine and those whom <see cref="MetricsOptions.Allowed"/> names read the metrics. A request through a proxy does not count as from this machine, wherever
/// the proxy is: its client is the one that a trusted proxy names. Where no trusted proxy names one, the request is refused.
/// </summary>
public sealed class MetricsDoor(IOptions<MetricsOptions> options)
{
    /// <summary>Where Prometheus reads the metrics.</summary>
    public const string Address = "/metrics";

    /// <summary>Headers that only a proxy writes: nginx, Apache, HAProxy, Caddy, Traefik and load balancers write at least one of them, where they are configured to.</summary>
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

        // The host shows a proxy that passes on only the name it was called by, and a page that points its own name at this machine (DNS rebinding).
        return !OfProxies.Any(headers.ContainsKey)
            ? _allowed.Hold(client) || (AddressBlocks.Loopback.Hold(client) && AddressBlocks.IsLoopback(context.Request.Host.Host))

            // X-Original-For shows that the client's address was taken over from a trusted proxy.
            : headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName) && !AddressBlocks.Loopback.Hold(client) && _allowed.Hold(client);
    }

    /// <summary>Refuses, in a sentence, clients that may not read the metrics.</summary>
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
