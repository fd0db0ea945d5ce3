using SimConsole.Data.Protection;

namespace SimConsole.Data;

/// <summary>The database.</summary>
public sealed class DataSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddData(configuration)
        .AddCheck<DatabaseCheck>()
        .AddCheck<DiskCheck>()
        .AddCheck<ClockCheck>()
        .AddCheck<SecretsCheck>();
}
