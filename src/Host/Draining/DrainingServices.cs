namespace SimConsole.Host.Draining;

internal static class DrainingServices
{
    /// <summary>Lets the program serve on for a while after it was told to end.</summary>
    public static IServiceCollection AddDraining(this IServiceCollection services)
    {
        services.AddSettings<ShutdownOptions>(ShutdownOptions.Section);
        services.AddSingleton<Drain>().AddSingleton<IHostLifetime, DrainingLifetime>();
        services.AddHealthChecks().AddCheck<Drain>("process");
        return services;
    }
}
