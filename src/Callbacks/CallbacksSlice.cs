using MudBlazor;
using SimConsole.Callbacks.Bench;
using SimConsole.Callbacks.Receivers;
using SimConsole.Data.Protection;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Callbacks;

/// <summary>Tells other programs of changes.</summary>
public sealed class CallbacksSlice : ISlice
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    public NavigationEntry Navigation { get; } = new("callbacks", "Callbacks", NavigationGroup.Connect, 'k', Icons.Material.Outlined.Webhook);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CallbackOptions>(CallbackOptions.Section);
        services.AddSingleton<CallbackGuard>();
        services.AddHttpClient(CallbackSender.Client, client =>
            {
                // The sender sets the limit, for each attempt and with the configured time.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("SimConsole/1.0");
            })
            .UseSocketsHttpHandler((handler, provider) =>
            {
                var guard = provider.GetRequiredService<CallbackGuard>();
                handler.ConnectCallback = (context, token) => guard.ConnectAsync(context.DnsEndPoint, token);
                handler.AllowAutoRedirect = false;
                handler.UseProxy = false;
                handler.UseCookies = false;
                handler.ActivityHeadersPropagator = null;
                handler.PooledConnectionLifetime = ConnectionLifetime;
                handler.MaxConnectionsPerServer = CallbackWorker.PerHost;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // URLs may hold secrets; what was called and answered is in the deliveries.
            .RemoveAllLoggers();
        services.AddSignal<CallbackSignal>();
        services.AddSingleton<CallbackOutbox>();
        services.AddSingleton<IChangeEnded>(provider => provider.GetRequiredService<CallbackOutbox>());
        services.AddDueRows<CallbackQueue>();
        services.AddSingleton<CallbackSender>();
        services.AddSingleton<CallbackRecorder>();
        services.AddSingleton<CallbackReader>();
        services.AddSingleton<CallbackService>();
        services.AddProtectedColumn<ReceiverSecret, long>(ReceiverSecretService.Purpose, nameof(ReceiverSecret.Id), nameof(ReceiverSecret.ProtectedSecret));
        services.AddSingleton<ReceiverSecretService>();
        services.AddSingleton<CallbackBench>();
        services.AddSingleton<CallbackWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackWorker>());
    }

    public void MapApi(IEndpointRouteBuilder api) => api.MapCallbacks();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapCallbackBench();
}
