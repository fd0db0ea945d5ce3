using SimConsole.NetworkAuthorities.OsmoHlr;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.NetworkAuthorities.SuperSim;

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
                services.AddSingleton<IUsageSource>(provider => provider.GetRequiredService<SimulatedNetwork>());
                services.AddSingleton<IDataBarring>(provider => provider.GetRequiredService<SimulatedNetwork>());
                services.AddSingleton<SimulatedSmdp>();
                services.AddSingleton<IESimAuthority>(provider => provider.GetRequiredService<SimulatedSmdp>());
                services.AddSingleton<SimulatedDevice>();
                services.AddSingleton<ICommandCarrier>(provider => provider.GetRequiredService<SimulatedDevice>());
                break;
            case "OsmoHlr":
                services.AddOptions<OsmoHlrOptions>().BindConfiguration(OsmoHlrOptions.Section).ValidateDataAnnotations().ValidateOnStart();
                services.AddSingleton<INetworkAuthority, OsmoHlrNetwork>();
                break;
            case "SuperSim":
                services.AddSuperSim(configuration);
                break;
            case var other:
                throw new InvalidOperationException($"{Key} is '{other}'; it takes Simulated, OsmoHlr or SuperSim.");
        }

        return services.AddSingleton<AuthorityHealthReader>();
    }
}
