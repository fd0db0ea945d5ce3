namespace SimConsole.Networks;

/// <summary>Registers the catalogue of networks.</summary>
public static class NetworkServices
{
    public static IServiceCollection AddNetworks(this IServiceCollection services) => services.AddSingleton<NetworkCatalogue>();
}
