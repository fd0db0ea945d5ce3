namespace SimConsole.Live;

/// <summary>Registers what tells others about committed changes.</summary>
public static class LiveServices
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services.AddSingleton<LiveFeed>();
}
