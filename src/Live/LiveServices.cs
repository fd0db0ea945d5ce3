using Microsoft.AspNetCore.SignalR;
using SimConsole.Accounts;

namespace SimConsole.Live;

/// <summary>Registers what tells others about committed changes.</summary>
public static class LiveServices
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR().AddHubOptions<LiveHub>(hub => hub.AddFilter<CredentialFilter>());
        return services.AddSingleton<CredentialFilter>().AddSingleton<LiveFeed>();
    }

    /// <summary>Maps the hub for programs.</summary>
    public static IEndpointRouteBuilder MapLive(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHub<LiveHub>(LiveHub.Address).RequireAuthorization(ApiCredentials.Policy);
        return endpoints;
    }
}
