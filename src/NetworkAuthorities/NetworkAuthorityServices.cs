using SimConsole.NetworkAuthorities.OsmoHlr;
using SimConsole.NetworkAuthorities.Simulated;

namespace SimConsole.NetworkAuthorities;

/// <summary>Chooses the network authority.</summary>
public static class NetworkAuthorityServices
{
    public const string Key = "Network:Authority";

    /// <exception cref="InvalidOperationException">The configuration names no authority that there is.</exception>
    public static IServiceCollection AddNetworkAuthority(this IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration[Key])
        {
            case "Simulated":
                services.AddOptions<SimulatedOptions>().BindConfiguration(SimulatedOptions.Section).ValidateDataAnnotations().ValidateOnStart();
                services.AddSingleton<SimulatedNetwork>();
                services.AddSingleton<INetworkAuthority>(provider => provider.GetRequiredService<SimulatedNetwork>());
                break;
            case "OsmoHlr":
                services.AddOptions<OsmoHlrOptions>().BindConfiguration(OsmoHlrOptions.Section).ValidateDataAnnotations().ValidateOnStart();
                services.AddSingleton<INetworkAuthority, OsmoHlrNetwork>();
                break;
            case var other:
                throw new InvalidOperationException($"{Key} is '{other}'; it takes Simulated or OsmoHlr.");
        }

        return services.AddSingleton<AuthorityHealthReader>();
    }
}
