namespace SimConsole.DataLimits;

/// <summary>Keeps Sims to their data limit.</summary>
public sealed class DataLimitsSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<DataLimitService>();
}
