using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Data;
using SimConsole.Live.Bus;
using SimConsole.Work;

namespace SimConsole.Live;

/// <summary>Tells others of committed changes.</summary>
public sealed class LiveSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSignalR().AddHubOptions<LiveHub>(hub => hub.AddFilter<CredentialFilter>());
        services.AddSingleton<CredentialFilter>().AddSingleton<LiveFeed>();
        services.AddSettings<LiveOptions>(LiveOptions.Section);
        services.AddSingleton<IBusCarrier>(provider =>
            !string.IsNullOrWhiteSpace(provider.GetRequiredService<IOptions<LiveOptions>>().Value.Redis) ? ActivatorUtilities.CreateInstance<RedisCarrier>(provider)
            : configuration[DataServices.ProviderKey] == "PostgreSql" ? ActivatorUtilities.CreateInstance<PostgreSqlCarrier>(provider)
            : new NoCarrier());
        services.AddCheck<BusCheck>().AddSingleton<MissedChanges>().AddDueRows<ProcessBus>();
        services.AddHostedService(provider => provider.GetRequiredService<ProcessBus>());
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapHub<LiveHub>(LiveHub.Address).RequireAuthorization(ApiCredentials.Policy).WithMetadata(TokenInQuery.Allowed);
}
