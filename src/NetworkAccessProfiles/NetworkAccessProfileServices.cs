namespace SimConsole.NetworkAccessProfiles;

/// <summary>Registers what reads and writes profiles.</summary>
public static class NetworkAccessProfileServices
{
    public static IServiceCollection AddNetworkAccessProfiles(this IServiceCollection services) => services
        .AddSingleton<NetworkAccessProfileService>()
        .AddSingleton<NetworkAccessProfileResources>()
        .AddSingleton<NetworkAccess>();
}
