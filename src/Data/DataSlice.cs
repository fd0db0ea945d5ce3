namespace SimConsole.Data;

/// <summary>The database.</summary>
public sealed class DataSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddData(configuration);
}
