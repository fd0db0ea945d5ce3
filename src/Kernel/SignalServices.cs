namespace SimConsole.Kernel;

/// <summary>Registers signals.</summary>
public static class SignalServices
{
    /// <summary>Registers a signal of which every process of the console hears, by the name of its type.</summary>
    public static IServiceCollection AddSignal<TSignal>(this IServiceCollection services) where TSignal : Signal => services
        .AddSingleton<TSignal>()
        .AddSingleton<Signal>(provider => provider.GetRequiredService<TSignal>());
}
