using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SimConsole.Benchmarks;

/// <summary>Programs that use the API of a published console.</summary>
internal static class ApiClient
{
    private const string Sid = "AC00000000000000000000000000000001";
    private const string Token = "0123456789abcdef0123456789abcdef";

    /// <summary>What lets them in, a network that answers at once, and devices that send nothing.</summary>
    public static string[] Settings { get; } =
        [$"--Account:Sid={Sid}", $"--Account:AuthToken={Token}", "--Network:Simulated:Delay=00:00:00", "--Network:Simulated:SessionEvery=00:00:00", "--Api:RateLimit:RequestsPerSecond=1000000"];

    public static HttpClient Open(string address, int clients) => Open(address, clients, Basic(Sid, Token));

    public static HttpClient Open(string address, int clients, AuthenticationHeaderValue credentials)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = credentials;
        return client;
    }

    public static AuthenticationHeaderValue Basic(string user, string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>The token that a console gives a key.</summary>
    public static async Task<AuthenticationHeaderValue> BearerAsync(HttpClient client, string sid, string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", sid), new("client_secret", secret)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.BaseAddress!, "/api-services/v1/auth/token")) { Content = form };

        // The client's own credentials would be a second sign-in.
        using var alone = new HttpClient();
        using var answer = await alone.SendAsync(request);
        using var token = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        return new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
    }

    /// <summary>Creates a key at the command line of a console that does not run.</summary>
    public static async Task<(string Sid, string Secret)> NewKeyAsync(PublishedConsole published, BenchmarkDatabase database)
    {
        var start = new ProcessStartInfo("dotnet", published.Program(database, [.. Settings, "--api-key", "benchmark"])) { WorkingDirectory = published.Folder, RedirectStandardOutput = true };
        using var job = Process.Start(start)!;
        var written = await job.StandardOutput.ReadToEndAsync();
        await job.WaitForExitAsync();
        return written.Split('\n').Select(line => line.Trim().Split(':')).First(parts => parts is [['S', 'K', ..], _]) is [var sid, var secret]
            ? (sid, secret)
            : throw new InvalidOperationException("No key was created.");
    }

    /// <summary>Orders each of these Sims off, once: a second order would be refused while the first is in flight.</summary>
    public static async Task<(double Rate, double P95)> SwitchOffAsync(HttpClient client, int clients, IReadOnlyList<string> sids)
    {
        var next = -1;
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (int i; (i = Interlocked.Increment(ref next)) < sids.Count;)
            {
                mine.Add(await OneAsync(() => client.PostAsync($"/v1/Sims/{sids[i]}", new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive")]))));
            }

            return mine;
        })));
        return Figures([.. times.SelectMany(t => t)], clock.Elapsed);
    }

    /// <summary>The milliseconds that one request takes.</summary>
    public static async Task<double> OneAsync(Func<Task<HttpResponseMessage>> send)
    {
        var one = Stopwatch.StartNew();
        using var answer = await send();
        answer.EnsureSuccessStatusCode();
        return one.Elapsed.TotalMilliseconds;
    }

    public static (double Rate, double P95) Figures(List<double> times, TimeSpan elapsed)
    {
        times.Sort();
        return (times.Count / elapsed.TotalSeconds, times[(int)(times.Count * 0.95)]);
    }
}
