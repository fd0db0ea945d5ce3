using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using SimConsole.Inventory;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>Registers the Super SIM account as an authority, and where it calls back.</summary>
public static class SuperSimServices
{
    private const int Retries = 3;
    private const int BodyLimit = 16 * 1024;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    public static IServiceCollection AddSuperSim(this IServiceCollection services)
    {
        services.AddSettings<SuperSimOptions>(SuperSimOptions.Section);
        var client = services
            .AddHttpClient(SuperSimClient.Client, (provider, client) => SuperSimClient.Configure(client, provider.GetRequiredService<IOptions<SuperSimOptions>>().Value))
            .RemoveAllLoggers();
        client.AddStandardResilienceHandler().Configure((options, provider) =>
        {
            var timeout = provider.GetRequiredService<IOptions<SuperSimOptions>>().Value.Timeout;

            // A status asked for twice is asked for once: everything may be tried again. Retry-After is kept to by itself.
            options.Retry.MaxRetryAttempts = Retries;
            options.Retry.Delay = FirstRetry;
            options.TotalRequestTimeout.Timeout = timeout;
            options.AttemptTimeout.Timeout = timeout / 2;
            options.CircuitBreaker.SamplingDuration = timeout < TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(30) : timeout;
        });
        client.AddHttpMessageHandler(provider => new FenceHandler(provider.GetRequiredService<ThisProcess>()));
        return services
            .AddSingleton<SuperSimClient>()
            .AddSingleton<UpstreamImport>()
            .AddSingleton<SuperSimNetwork>()
            .AddSingleton<INetworkAuthority>(provider => provider.GetRequiredService<SuperSimNetwork>());
    }

    /// <summary>Sends no order, a repeated one neither, where others may have taken this process for dead.</summary>
    private sealed class FenceHandler(ThisProcess process) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method != HttpMethod.Get && process.IsFenced
                ? throw new HttpRequestException(ThisProcess.FencedSentence)
                : base.SendAsync(request, cancellationToken);
    }

    /// <summary>Maps where the account tells how a change ended.</summary>
    public static IEndpointRouteBuilder MapSuperSim(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<SuperSimNetwork>() is not null)
        {
            endpoints.MapPost($"{SuperSimNetwork.CallbackPath}/{{key}}", CalledBackAsync)
                .AllowAnonymous()
                .DisableAntiforgery()
                .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimit))
                .ExcludeFromDescription();
        }

        return endpoints;
    }

    private static async Task<IResult> CalledBackAsync(
        string key, HttpRequest request, SuperSimNetwork network, StatusChangeQueue queue, StatusChangeSignal signal, CancellationToken token)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(network.CallbackKey)) || !request.HasFormContentType)
        {
            return Results.Text("Nobody is called back here.", statusCode: StatusCodes.Status404NotFound);
        }

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(token);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return Results.Text("The body cannot be read as a form.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (form["SimSid"] is [{ } sid] && Kernel.Sid.IsShapeOf(sid, Sims.Sim.SidPrefix) && await network.CalledBackAsync(sid, token) is { } iccid)
        {
            await queue.HurryAsync(iccid, token);
            signal.Wake();
        }

        return Results.NoContent();
    }
}
