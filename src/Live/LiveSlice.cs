using Microsoft.AspNetCore.SignalR;
using SimConsole.Accounts;

namespace SimConsole.Live;

/// <summary>Tells others of committed changes.</summary>
public sealed class LiveSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSignalR().AddHubOptions<LiveHub>(hub => hub.AddFilter<CredentialFilter>());
        services.AddSingleton<CredentialFilter>().AddSingleton<LiveFeed>();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapHub<LiveHub>(LiveHub.Address).RequireAuthorization(ApiCredentials.Policy);
}
