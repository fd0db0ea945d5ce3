using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using SimConsole.Inventory;
using SimConsole.Work;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>Registers the Super SIM account as an authority.</summary>
public static class SuperSimServices
{
    /// <summary>The name of the HTTP client with which the account is asked.</summary>
    public const string Client = "Super SIM";

    /// <summary>The name of the HTTP client with which access tokens are fetched.</summary>
    public const string TokenClient = "Super SIM tokens";

    private const int Retries = 3;

    /// <summary>In bytes: enough for a token and the JSON around it.</summary>
    private const int TokenAnswerLimit = 64 * 1024;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>A timer may fire some milliseconds early, and who asks for a token before the pause is over has lost an attempt.</summary>
    private static readonly TimeSpan EarlyTimers = TimeSpan.FromMilliseconds(50);

    public static IServiceCollection AddSuperSim(this IServiceCollection services)
    {
        services.AddSettings<SuperSimOptions>(SuperSimOptions.Section);
        AddClient(services);

        // A redirect would send the secret to another host. The pauses between attempts are in AccessTokens.
        services.AddHttpClient(TokenClient, client => (client.Timeout, client.MaxResponseContentBufferSize) = (Timeout.InfiniteTimeSpan, TokenAnswerLimit))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        return services
            .AddSingleton(provider => new SuperSimAccount(
                provider.GetRequiredService<IOptions<SuperSimOptions>>().Value, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<SuperSimClient>()
            .AddSingleton<CallbackAddresses>()
            .AddSingleton<CallbackSignatures>()
            .AddSingleton<UpstreamImport>()
            .AddSingleton<SuperSimNetwork>()
            .AddSingleton<INetworkAuthority>(provider => provider.GetRequiredService<SuperSimNetwork>());
    }

    /// <summary>
    /// From the outermost to the innermost: the whole time and the attempts of one request; the pause that the account has asked for; one attempt; the access
    /// token; and whether this process may send at all.
    /// </summary>
    private static void AddClient(IServiceCollection services)
    {
        var client = services
            .AddHttpClient(Client, (provider, client) => SuperSimClient.Configure(client, provider.GetRequiredService<SuperSimAccount>().Options))
            .RemoveAllLoggers();
        client.AddResilienceHandler("request", (pipeline, context) =>
        {
            var timeout = context.ServiceProvider.GetRequiredService<SuperSimAccount>().Options.Timeout;
            pipeline.AddTimeout(timeout).AddRetry(new HttpRetryStrategyOptions
            {
                // A status that is asked for twice has the same effect as once, so every request may be tried again.
                MaxRetryAttempts = Retries,
                Delay = FirstRetry,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception switch
                {
                    HeldBackException => false,
                    AccessTokenException lacking => lacking.Passes && lacking.Wait < timeout / 2,
                    _ => HttpClientResiliencePredicates.IsTransient(args.Outcome),
                }),

                // The pause that Retry-After asks for is kept for all requests, one handler further in.
                DelayGenerator = args => ValueTask.FromResult(args.Outcome switch
                {
                    { Exception: AccessTokenException lacking } => lacking.Wait + EarlyTimers,
                    { Result: { } answer } when HoldHandler.AsksForPatience(answer) => TimeSpan.Zero,
                    _ => (TimeSpan?)null,
                }),
            });
        });
        client.AddHttpMessageHandler(provider =>
        {
            var account = provider.GetRequiredService<SuperSimAccount>();
            return new HoldHandler(account.Hold, account.Options.Timeout / 2, provider.GetRequiredService<TimeProvider>());
        });
        client.AddResilienceHandler("attempt", (pipeline, context) =>
        {
            var timeout = context.ServiceProvider.GetRequiredService<SuperSimAccount>().Options.Timeout;
            pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                SamplingDuration = timeout < TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(30) : timeout,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome is not ({ Exception: AccessTokenException } or { Result.StatusCode: System.Net.HttpStatusCode.TooManyRequests })
                    && HttpClientResiliencePredicates.IsTransient(args.Outcome)),
            }).AddTimeout(timeout / 2);
        });
        client.AddHttpMessageHandler(provider =>
            provider.GetRequiredService<SuperSimAccount>().Tokens is { } tokens ? new BearerHandler(tokens) : new PassingHandler());
        client.AddHttpMessageHandler(provider => new FenceHandler(provider.GetRequiredService<ThisProcess>()));
    }

    /// <summary>Passes requests on unchanged.</summary>
    private sealed class PassingHandler : DelegatingHandler;

    /// <summary>Sends no order, not even a repeated one, where others may have taken this process for dead.</summary>
    private sealed class FenceHandler(ThisProcess process) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method != HttpMethod.Get && process.IsFenced
                ? throw new HttpRequestException(ThisProcess.FencedSentence)
                : base.SendAsync(request, cancellationToken);
    }
}
