namespace SimConsole.Work;

/// <summary>The basis of all durable work, and whether that work can be done.</summary>
public sealed class WorkSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IMachine, Machine>();
        services.AddSingleton<ThisProcess>();
        services.AddSingleton<Heartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        services.AddSingleton<DatabaseHealth>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");

        // Each request would log again what was logged once when the trouble began: load balancers ask every second.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None));
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks(DatabaseHealth.LiveAddress, new() { Predicate = _ => false }).AllowAnonymous();
        foreach (var address in new[] { DatabaseHealth.ReadyAddress, DatabaseHealth.Address })
        {
            endpoints.MapHealthChecks(address, new() { ResponseWriter = DatabaseHealth.WriteAsync }).AllowAnonymous();
        }
    }
}
