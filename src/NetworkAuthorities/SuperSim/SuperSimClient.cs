using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>A Sim as the account has it.</summary>
public sealed record UpstreamSim(string Sid, string? UniqueName, string Iccid, string Status, string? FleetSid)
{
    /// <summary>Null for a status that this console does not know.</summary>
    public SimStatus? Means => SimStatuses.Parse(Status);
}

/// <summary>A Fleet as the account has it.</summary>
public sealed record UpstreamFleet(string Sid, string? UniqueName, bool DataEnabled, int DataLimit, bool SmsCommandsEnabled);

/// <summary>The account refused a request.</summary>
/// <param name="code">The Super SIM error code; 0 where the answer had none.</param>
public sealed class UpstreamRefusalException(int code, string message) : Exception(message)
{
    public int Code => code;
}

/// <summary>Speaks the Super SIM API with the account. Transient failures are tried again, and <c>Retry-After</c> is obeyed.</summary>
public sealed class SuperSimClient(IHttpClientFactory clients, SuperSimAccount account, TimeProvider time)
{
    private const int PageSize = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly AuthorityMeter _meter = new(time);

    public AuthorityTraffic Traffic => _meter.Read();

    public string Host => account.Host;

    /// <summary>The address of every request, and its credentials where they are always the same.</summary>
    public static void Configure(HttpClient client, SuperSimOptions options)
    {
        client.BaseAddress = new Uri(options.Address.TrimEnd('/') + "/v1/");
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        client.DefaultRequestHeaders.UserAgent.ParseAdd("SimConsole/1.0");
        if (options.Dialect == SuperSimDialect.Twilio)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountSid}:{options.AuthToken}")));
        }
    }

    /// <summary>The Sim with this ICCID; null where the account has none.</summary>
    public async Task<UpstreamSim?> FindAsync(string iccid, CancellationToken token) =>
        (await ReadAsync<UpstreamSims>(new(HttpMethod.Get, $"Sims?Iccid={iccid}&PageSize=1"), token)).Sims is [var sim, ..] ? sim : null;

    public Task<UpstreamSim> FetchAsync(string sid, CancellationToken token) => ReadAsync<UpstreamSim>(new(HttpMethod.Get, $"Sims/{sid}"), token);

    /// <summary>Asks for a status. Returns the Sim, most likely scheduled.</summary>
    /// <param name="callback">The address to call back when it has ended; null for no callback.</param>
    /// <exception cref="UpstreamRefusalException">The account does not do it.</exception>
    public Task<UpstreamSim> OrderAsync(string sid, SimStatus status, string? callback, CancellationToken token)
    {
        List<KeyValuePair<string, string>> form = [new("Status", status.Word())];
        if (callback is not null)
        {
            form.Add(new("CallbackUrl", callback));
        }

        return ReadAsync<UpstreamSim>(new(HttpMethod.Post, $"Sims/{sid}") { Content = new FormUrlEncodedContent(form) }, token);
    }

    /// <summary>All Sims of the account, or those of one status.</summary>
    public IAsyncEnumerable<UpstreamSim> ListSimsAsync(SimStatus? status, CancellationToken token) =>
        ListAsync<UpstreamSims, UpstreamSim>(status is { } only ? $"Sims?Status={only.Word()}&PageSize={PageSize}" : $"Sims?PageSize={PageSize}", page => (page.Sims, page.Meta), token);

    public IAsyncEnumerable<UpstreamFleet> ListFleetsAsync(CancellationToken token) =>
        ListAsync<UpstreamFleets, UpstreamFleet>($"Fleets?PageSize={PageSize}", page => (page.Fleets, page.Meta), token);

    private async IAsyncEnumerable<TItem> ListAsync<TPage, TItem>(
        string path, Func<TPage, (IReadOnlyList<TItem>, UpstreamMeta)> read, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        for (var next = (string?)path; next is not null;)
        {
            var (items, meta) = read(await ReadAsync<TPage>(new(HttpMethod.Get, next), token));
            foreach (var item in items)
            {
                yield return item;
            }

            // Only the query is used: behind a proxy, the host name that an account writes may differ from the one it is called by.
            next = meta.NextPageUrl is { } url ? path.Split('?')[0] + new Uri(url).Query : null;
        }
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using (request)
            {
                using var client = clients.CreateClient(SuperSimServices.Client);
                using var response = await client.SendAsync(request, token);
                await using var body = await response.Content.ReadAsStreamAsync(token);
                if (!response.IsSuccessStatusCode)
                {
                    throw await RefusalAsync(response, body, token);
                }

                var read = await JsonSerializer.DeserializeAsync<T>(body, Json, token);
                _meter.Answered(1, Stopwatch.GetElapsedTime(began));
                return read ?? throw new JsonException("The answer is empty.");
            }
        }
        catch (ExecutionRejectedException rejected) when (!token.IsCancellationRequested)
        {
            var trouble = new HttpRequestException(
                rejected is BrokenCircuitException ? "It fails too often, and is left alone for some seconds." : $"It did not answer within {Durations.Words(account.Options.Timeout)}.");
            _meter.Failed(trouble.Message);
            throw trouble;
        }

        // Errors with tokens are counted for the token endpoint.
        catch (Exception exception) when (!token.IsCancellationRequested && exception is not AccessTokenException)
        {
            _meter.Failed(exception.Message);
            throw;
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage response, Stream body, CancellationToken token)
    {
        var status = (int)response.StatusCode;
        var passing = status is 401 or 403 or 408 or 429 or >= 500;
        try
        {
            var error = await JsonSerializer.DeserializeAsync<UpstreamError>(body, Json, token);
            var says = error?.Message ?? $"It answers {status}.";
            if (status == 401 && account.Tokens is not null)
            {
                return new HttpRequestException($"It refuses an access token that it has just given (401): {says}");
            }

            return passing ? new HttpRequestException($"{says} ({status})") : new UpstreamRefusalException(error?.Code ?? 0, says);
        }
        catch (JsonException)
        {
            return new HttpRequestException($"It answers {status}, and not as Super SIM does.");
        }
    }

    private sealed record UpstreamMeta(string? NextPageUrl);

    private sealed record UpstreamSims(IReadOnlyList<UpstreamSim> Sims, UpstreamMeta Meta);

    private sealed record UpstreamFleets(IReadOnlyList<UpstreamFleet> Fleets, UpstreamMeta Meta);

    private sealed record UpstreamError(int Code, string? Message);
}
