using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace SimConsole.Benchmarks;

/// <summary>Programs that use the API of a published console.</summary>
internal static class ApiClient
{
    private const string Sid = "AC00000000000000000000000000000001";
    private const string Token = "0123456789abcdef0123456789abcdef";

    /// <summary>What lets them in, a network that answers at once, and devices that send nothing.</summary>
    public static string[] Settings { get; } =
        [$"--Account:Sid={Sid}", $"--Account:AuthToken={Token}", "--Network:Simulated:Delay=00:00:00", "--Network:Simulated:SessionEvery=00:00:00", "--Api:RateLimit:RequestsPerSecond=1000000"];

    public static HttpClient Open(string address, int clients)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sid}:{Token}")));
        return client;
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
