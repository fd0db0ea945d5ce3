namespace SimConsole.Work;

/// <summary>Registers durable work.</summary>
public static class WorkServices
{
    /// <summary>Registers the service that hands out the due rows of one kind, and releases those of a dead process.</summary>
    public static IServiceCollection AddDueRows<TRows>(this IServiceCollection services) where TRows : class, IHeldWork => services
        .AddSingleton<TRows>()
        .AddSingleton<IHeldWork>(provider => provider.GetRequiredService<TRows>());
}
