namespace SimConsole.DataLimits;

/// <summary>Registers what keeps Sims to their data limit.</summary>
public static class DataLimitServices
{
    public static IServiceCollection AddDataLimits(this IServiceCollection services) => services.AddSingleton<DataLimitService>();
}
