namespace SimConsole.Fleets;

/// <summary>Registers what reads and writes Fleets.</summary>
public static class FleetServices
{
    public static IServiceCollection AddFleets(this IServiceCollection services) => services
        .AddSingleton<FleetService>()
        .AddSingleton<FleetResources>();
}
