using System.Net;
using System.Net.Http.Headers;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>Sends each request with the present access token, and once more with another where that one was refused.</summary>
internal sealed class BearerHandler(AccessTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var access = await tokens.GetAsync(cancellationToken);
        var response = await SendAsync(request, access, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        access = await tokens.ReplaceAsync(access, cancellationToken);
        response = await SendAsync(request, access, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            tokens.Refused(access);
        }

        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, AccessToken access, CancellationToken token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Value);
        var response = await base.SendAsync(request, token);

        // A proxy in front of the account may be busy or broken, and know nothing of tokens.
        if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests) && (int)response.StatusCode < 500)
        {
            tokens.Accepted(access);
        }

        return response;
    }
}
