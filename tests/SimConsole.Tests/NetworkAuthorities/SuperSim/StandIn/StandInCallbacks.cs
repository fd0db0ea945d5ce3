using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

/// <summary>Calls back as KORE does, and signs what it says.</summary>
internal sealed class StandInCallbacks : IDisposable
{
    private readonly HttpClient _client = new();
    private int _told;

    /// <summary>The secret that is active; null where the account has none.</summary>
    public string? Secret { get; set; }

    /// <summary>How often the call of this number is made, from 1: not at all where it is lost.</summary>
    public Func<int, int> Copies { get; set; } = _ => 1;

    /// <summary>Where the host of every address is really reached.</summary>
    public Uri? Reached { get; set; }

    /// <summary>What was answered, in that order.</summary>
    public ConcurrentQueue<HttpStatusCode> Answers { get; } = new();

    public async Task TellAsync(string address, string simSid, string status)
    {
        var copies = Copies(Interlocked.Increment(ref _told));
        var token = Guid.NewGuid().ToString();
        await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => CallAsync(address, $"AccountSid={KoreStandIn.AccountSid}&SimSid={simSid}&Status={status}", token)));
    }

    public void Dispose() => _client.Dispose();

    private async Task CallAsync(string address, string body, string token)
    {
        var given = new Uri(address);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Reached ?? given, given.PathAndQuery)) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.Host = given.Authority;
        request.Headers.TryAddWithoutValidation("kore-signature", Secret is { } secret ? Sign(secret, address, body) : "");
        request.Headers.Add("kore-idempotency-token", token);
        try
        {
            using var response = await _client.SendAsync(request);
            Answers.Enqueue(response.StatusCode);
        }
        catch (HttpRequestException)
        {
            // Nobody is there any more: the console has ended.
        }
    }

    private static string Sign(string secret, string address, string body)
    {
        var bare = address.Split('#')[0].Split('?')[0];
        return string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(secret + "POST" + bare + body)).Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
