namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>What all requests to one account share: where it is, the access token, and until when requests are held back.</summary>
public sealed class SuperSimAccount
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    public SuperSimAccount(SuperSimOptions options, IHttpClientFactory clients, TimeProvider time)
    {
        (Options, Hold) = (options, new Hold(time, FirstPause));
        Tokens = options.Dialect == SuperSimDialect.Kore
            ? new AccessTokens(options, new ClientCredentials(options, () => clients.CreateClient(SuperSimServices.TokenClient), time), time)
            : null;
    }

    public SuperSimOptions Options { get; }

    /// <summary>The host, with its port where that is not the usual one.</summary>
    public string Host => new Uri(Options.Address).Authority;

    /// <summary>Null in a dialect without access tokens.</summary>
    internal AccessTokens? Tokens { get; }

    internal Hold Hold { get; }
}
