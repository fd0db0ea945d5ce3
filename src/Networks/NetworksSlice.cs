namespace SimConsole.Networks;

/// <summary>The catalogue of networks.</summary>
public sealed class NetworksSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<NetworkCatalogue>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapNetworks();
}
