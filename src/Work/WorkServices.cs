namespace SimConsole.Work;

/// <summary>Registers what all durable work rests on.</summary>
public static class WorkServices
{
    public static IServiceCollection AddWork(this IServiceCollection services) => services
        .AddSingleton<ThisProcess>()
        .AddSingleton<Heartbeat>()
        .AddHostedService(provider => provider.GetRequiredService<Heartbeat>());

    /// <summary>Registers what hands out the due rows of one kind, and lets go of those of a dead process.</summary>
    public static IServiceCollection AddDueRows<TRows>(this IServiceCollection services) where TRows : class, IHeldWork => services
        .AddSingleton<TRows>()
        .AddSingleton<IHeldWork>(provider => provider.GetRequiredService<TRows>());
}
