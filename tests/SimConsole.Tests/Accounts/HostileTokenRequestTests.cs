using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.Sqlite;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Accounts;

/// <summary>Thousands of requests of those who have no secret: none gets a token, none breaks anything, and none keeps the owner of a key out.</summary>
public sealed class HostileTokenRequestTests : IAsyncLifetime
{
    private const int Requests = 10_000;
    private const int AtOnce = 16;
    private const string Path = "/api-services/v1/auth/token";

    private readonly Statements _statements = new();
    private ServedConsole _console = null!;
    private NewApiKey _key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Good => $"grant_type=client_credentials&client_id={_key.Key.Sid}&client_secret={_key.Secret}";

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync(services =>
        {
            ServedConsole.WithoutWorkers(services);
            services.ConfigureDbContext<SqliteSimConsoleDb>(options => options.AddInterceptors(_statements));
            services.ConfigureDbContext<PostgreSqlSimConsoleDb>(options => options.AddInterceptors(_statements));
        });
        _key = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task No_hostile_request_gets_a_token_or_breaks_anything_and_the_owner_gets_in_between_them()
    {
        var counts = new Dictionary<HttpStatusCode, int>();
        var faults = new List<string>();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (seed, token) =>
        {
            using var request = Hostile(new Random(seed));
            using var answer = await _console.Anonymous.SendAsync(request, token);
            var text = await answer.Content.ReadAsStringAsync(token);
            lock (counts)
            {
                counts[answer.StatusCode] = counts.GetValueOrDefault(answer.StatusCode) + 1;
                if (FaultOf(answer, text) is { } fault)
                {
                    faults.Add($"{seed}: {fault}: {(int)answer.StatusCode} {text}");
                }
            }

            if (seed % 500 == 0)
            {
                using var body = new StringContent(Good, Encoding.UTF8, "application/x-www-form-urlencoded");
                using var owner = await _console.Anonymous.PostAsync(Path, body, token);
                Assert.Equal(HttpStatusCode.OK, owner.StatusCode);
            }
        });

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults.Take(15)));
        Assert.True(counts.GetValueOrDefault(HttpStatusCode.TooManyRequests) > Requests / 10, string.Join(", ", counts));
        Assert.True(counts.GetValueOrDefault(HttpStatusCode.BadRequest) > Requests / 10, string.Join(", ", counts));
    }

    [Fact]
    public async Task After_a_few_wrong_secrets_the_database_is_asked_once_a_second_at_most_however_many_follow()
    {
        var began = Stopwatch.GetTimestamp();
        var answers = new List<HttpResponseMessage>();
        var sent = await _statements.OfAsync(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                answers.Add(await GuessAsync(_key.Key.Sid));
            }
        });
        var seconds = (int)Math.Ceiling(Stopwatch.GetElapsedTime(began).TotalSeconds);
        Assert.Equal(TokenLimits.WrongByClient, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(500 - TokenLimits.WrongByClient, refused.Count);
        Assert.All(refused, a => Assert.InRange(a.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TokenLimits.Window));
        Assert.InRange(sent.Count, TokenLimits.WrongByClient, TokenLimits.WrongByClient + seconds + 1);

        // Another client of the same network is tried, until the network has had too many.
        var others = new List<HttpStatusCode>();
        for (var i = 0; i < 2 * TokenLimits.WrongByNetwork; i++)
        {
            using var answer = await GuessAsync(Sid.New(ApiKey.SidPrefix));
            others.Add(answer.StatusCode);
        }

        Assert.Equal(TokenLimits.WrongByNetwork - TokenLimits.WrongByClient, others.Count(status => status == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Right_secrets_do_not_count_however_many_come_at_once()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _console.TokenAsync(_key.Key.Sid, _key.Secret)));
        Assert.All(tokens, Assert.NotEmpty);

        // Who asks for far too many has to wait, and nobody else.
        var other = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("other", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
        var limits = _console.Get<TokenLimits>();
        for (var i = tokens.Length; i < TokenLimits.Given; i++)
        {
            Assert.Null(limits.WasRight(_key.Key.Sid, null));
        }

        using var body = new StringContent(Good, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var waiting = await _console.Anonymous.PostAsync(Path, body, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, waiting.StatusCode);
        Assert.NotNull(waiting.Headers.RetryAfter?.Delta);
        Assert.NotEmpty(await _console.TokenAsync(other.Key.Sid, other.Secret));
    }

    private async Task<HttpResponseMessage> GuessAsync(string sid)
    {
        using var body = new StringContent($"grant_type=client_credentials&client_id={sid}&client_secret=guessed", Encoding.UTF8, "application/x-www-form-urlencoded");
        return await _console.Anonymous.PostAsync(Path, body, Token);
    }

    private static string? FaultOf(HttpResponseMessage answer, string text)
    {
        if ((int)answer.StatusCode is < 400 or >= 500)
        {
            return "neither a token nor a fault was to come";
        }

        if (answer.Headers.CacheControl?.NoStore != true || answer.Headers.Pragma.Count == 0)
        {
            return "it may be stored";
        }

        if (answer.RequestMessage!.Method == HttpMethod.Head)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!.Length > 0 ? null : "there is no error";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            return "it is no error of the standard";
        }
    }

    /// <summary>A request that is wrong in one way at least, and never has the secret of a key.</summary>
    private HttpRequestMessage Hostile(Random random)
    {
        string[] names = ["grant_type", "client_id", "client_secret", "scope", "GRANT_TYPE", "access_token", "", "a", "client_assertion", "refresh_token"];
        string[] values =
        [
            "client_credentials", _key.Key.Sid, _key.Key.Sid.ToUpperInvariant(), ServedConsole.AccountSid, ServedConsole.AuthToken, _key.Secret[..^1], Sid.New(ApiKey.SidPrefix), "", "password", "sims.read",
            "%00", "%", "%zz", "%FF%FE", "'; DROP TABLE ApiKeys;--", new string('x', random.Next(1, 3_000)), "\u00fc\u4e16", "../../etc/passwd", "${jndi:ldap://x}", "sims.read sims.read",
        ];
        string Any(string[] of) => of[random.Next(of.Length)];
        var fields = new List<string>();
        if (random.Next(3) > 0)
        {
            fields.Add("grant_type=client_credentials");
            fields.Add($"client_id={(random.Next(2) == 0 ? _key.Key.Sid : Any(values))}");
            fields.Add($"client_secret={Any(values)}");
        }

        for (var i = random.Next(3) == 0 ? random.Next(4) : 0; i > 0; i--)
        {
            fields.Add($"{Any(names)}{Any(["=", "", "=="])}{Any(values)}");
        }

        var body = string.Join(random.Next(10) == 0 ? Any(["&&", ";"]) : "&", fields);
        var request = new HttpRequestMessage(random.Next(20) == 0 ? new HttpMethod(Any(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"])) : HttpMethod.Post, random.Next(10) == 0 ? $"{Path}?{body}" : Path)
        {
            Content = new ByteArrayContent(random.Next(20) == 0 ? Bytes(random) : Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(10) > 0 ? "application/x-www-form-urlencoded"
            : Any(["application/json", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=\"", "text/html", "/", ""]));
        if (random.Next(5) == 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", Any(["Basic", "Basic =", "Bearer x", "Digest username=x", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Any(values)}:{Any(values)}"))}", "Basic " + new string('A', 4_000), "Basic a, Basic b"]));
        }

        if (random.Next(20) == 0)
        {
            request.Headers.TryAddWithoutValidation(Any(["Origin", "Sec-Fetch-Site", "X-Forwarded-For", "Cookie"]), Any(["https://evil.example", "cross-site", "203.0.113.7", "a=b", random.Next().ToString(CultureInfo.InvariantCulture)]));
        }

        return request;
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(1, 12_000)];
        random.NextBytes(bytes);
        return bytes;
    }
}
