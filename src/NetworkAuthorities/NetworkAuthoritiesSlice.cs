using MudBlazor;
using SimConsole.NetworkAuthorities.OsmoHlr;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.NetworkAuthorities;

/// <summary>Chooses the network authority: who allows SIMs onto the network, and who refuses them.</summary>
public sealed class NetworkAuthoritiesSlice : ISlice
{
    public const string Key = "Network:Authority";

    public NavigationEntry Navigation { get; } = new("network", "Network", NavigationGroup.Connect, 'n', Icons.Material.Outlined.CellTower);

    /// <exception cref="ConfigurationException">The configuration names an authority that does not exist.</exception>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKey<string>(Key)
            .AddKeysOf<SimulatedOptions>(SimulatedOptions.Section)
            .AddKeysOf<OsmoHlrOptions>(OsmoHlrOptions.Section)
            .AddKeysOf<SuperSimOptions>(SuperSimOptions.Section)
            .AddFormerKey(SuperSimOptions.Bearer);
        switch (configuration[Key])
        {
            case "Simulated":
                services.AddSettings<SimulatedOptions>(SimulatedOptions.Section);
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
                services.AddSettings<OsmoHlrOptions>(OsmoHlrOptions.Section);
                services.AddSingleton<ICtrlTransport, TcpCtrlTransport>();
                services.AddSingleton<INetworkAuthority, OsmoHlrNetwork>();
                break;
            case "SuperSim":
                services.AddSuperSim();
                break;
            case var other:
                throw new ConfigurationException($"{Key} is '{other}'; it takes Simulated, OsmoHlr or SuperSim.");
        }

        services.AddSingleton<AuthorityHealthReader>().AddCheck<AuthorityCheck>();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSuperSim();
}
