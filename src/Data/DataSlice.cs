namespace SimConsole.Data;

/// <summary>The database, and whether it is well.</summary>
public sealed class DataSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddData(configuration);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapHealth();
}
