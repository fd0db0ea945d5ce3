namespace SimConsole.Overview;

/// <summary>Registers what the start page reads.</summary>
public static class OverviewServices
{
    public static IServiceCollection AddOverview(this IServiceCollection services) => services.AddSingleton<OverviewReader>();
}
