using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>A host that a test plays without a network: a token endpoint that gives <c>token-1</c>, <c>token-2</c> and so on, unless the test says otherwise.</summary>
internal sealed class PlayedEndpoint : HttpMessageHandler, IHttpClientFactory
{
    private int _asked;

    public int Asked => _asked;

    /// <summary>What it was asked last.</summary>
    public string LastBody { get; private set; } = "";

    /// <summary>How it answers the request of this number, from 1.</summary>
    public Func<int, Task<HttpResponseMessage>> Answer { get; set; } = n => Task.FromResult(Token(n, "3600"));

    public static HttpResponseMessage Token(int n, string expiresIn) =>
        Json(HttpStatusCode.OK, $$"""{"access_token":"token-{{n}}","expires_in":{{expiresIn}},"token_type":"Bearer","scope":"supersim"}""");

    public static HttpResponseMessage Json(HttpStatusCode status, string body, TimeSpan? retryAfter = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        response.Headers.RetryAfter = retryAfter is { } after ? new RetryConditionHeaderValue(after) : null;
        return response;
    }

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        LastBody = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        return await Answer(Interlocked.Increment(ref _asked)).WaitAsync(cancellationToken);
    }
}
