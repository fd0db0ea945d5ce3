namespace SimConsole.Work;

/// <summary>Registers what all durable work rests on.</summary>
public static class WorkServices
{
    public static IServiceCollection AddWork(this IServiceCollection services) => services
        .AddSingleton<Heartbeat>()
        .AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
}
