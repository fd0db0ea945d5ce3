using SimConsole.Data;

namespace SimConsole.Callbacks;

/// <summary>Whom to tell of the change that a request begins.</summary>
/// <param name="Url">An absolute URL of http or https as it was given, without its fragment; make it with <see cref="Of"/>, and call what <see cref="CalledOf"/> makes of it.</param>
/// <param name="Host">Host and port of the URL, in lower case.</param>
public sealed record CallbackRequest(string Url, string Host, CallMethod Method)
{
    /// <summary>The most characters of a URL that is called.</summary>
    public const int UrlLength = 2_048;

    /// <summary>The most characters of a host (RFC 1035, section 2.3.4) and its port.</summary>
    public const int HostLength = 253 + 6;

    /// <summary>
    /// Reads the URL that a request names, and refuses one that cannot be called. A fragment is left out and never sent. This includes the one with which KORE's customers chose
    /// whose callbacks they get, <c>#cbs=kore</c> or <c>#cbs=twilio</c>; all signatures are always sent.
    /// </summary>
    /// <param name="name">The parameter that names it, for the refusal.</param>
    public static Result<CallbackRequest> Of(string url, CallMethod method, string name = "CallbackUrl")
    {
        if (url.Length > UrlLength)
        {
            return No($"has {url.Length} characters; it takes at most {UrlLength}.");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || url.Any(character => character == ' ' || char.IsControl(character)))
        {
            return No("is not a web address; it takes one such as https://example.com/callbacks, http or https.");
        }

        if (uri.UserInfo.Length > 0)
        {
            return No("holds a user name or a password, which would show in lists and logs. Leave them out, and verify the signature instead.");
        }

        var (host, called) = (HostOf(uri), Called(uri));
        return host.Length > HostLength || called.Length > UrlLength ? No("is too long once its host and path are written as they are sent.")
            : uri.Port == 0 ? No("names port 0, which nobody can listen on.")
            : new CallbackRequest(WithoutFragment(url), host, method);

        Refusal No(string why) => new(ErrorCodes.Invalid, $"{name} {why}");
    }

    /// <summary>What is called where this URL was given.</summary>
    /// <param name="url">A URL that <see cref="Of"/> has taken.</param>
    public static string CalledOf(string url) => Called(new Uri(url));

    private static string WithoutFragment(string url) => url.Split('#')[0];

    /// <summary>
    /// The URL as it goes over the wire, and as the receiver sees it, so that both sign the same: the host in ASCII, a path of at least <c>/</c>, no fragment.
    /// </summary>
    private static string Called(Uri uri) => $"{uri.Scheme}://{HostOf(uri)}{uri.PathAndQuery}";

    private static string HostOf(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost.ToLowerInvariant();
        return uri.IsDefaultPort ? host : $"{host}:{uri.Port}";
    }
}
