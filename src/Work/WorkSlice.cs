namespace SimConsole.Work;

/// <summary>What all durable work rests on.</summary>
public sealed class WorkSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<ThisProcess>()
        .AddSingleton<Heartbeat>()
        .AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
}
