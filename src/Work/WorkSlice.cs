namespace SimConsole.Work;

/// <summary>What all durable work rests on, and whether it can be done.</summary>
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

        // Each look would log again what the log has once, when it began: load balancers look every second.
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
