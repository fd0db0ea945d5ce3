using SimConsole.Sims.Lists;

namespace SimConsole.Sims;

/// <summary>Registers what reads and writes Sims.</summary>
public static class SimServices
{
    public static IServiceCollection AddSims(this IServiceCollection services) => services
        .AddSingleton<SimCache>()
        .AddSingleton<SimReader>()
        .AddSingleton<SimService>()
        .AddSingleton<SimResources>()
        .AddSingleton<SimListResolver>();
}
