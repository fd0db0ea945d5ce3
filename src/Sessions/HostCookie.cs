using Microsoft.AspNetCore.Authentication.Cookies;

namespace SimConsole.Sessions;

/// <summary>
/// Gives a cookie the prefix that browsers protect, where the browser uses TLS and the console has its host to itself: <c>__Host-</c>, which
/// neither a neighbour of the domain nor a page without TLS can set. Source: RFC 6265bis, section 4.1.3.2.
/// </summary>
internal sealed class HostCookie : ICookieManager
{
    private const string Prefix = "__Host-";

    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, NameOf(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _cookies.AppendResponseCookie(context, NameOf(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, NameOf(context, key), options);

    private static string NameOf(HttpContext context, string key) => context.Request is { IsHttps: true, PathBase.HasValue: false } ? Prefix + key : key;
}
