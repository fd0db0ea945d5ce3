using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>Registers what carries commands to devices and takes theirs.</summary>
public static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.AddSettings<CommandOptions>(CommandOptions.Section);
        services.AddSingleton<CommandSignal>();
        services.AddSingleton<CommandReader>();
        services.AddSingleton<CommandService>();
        services.AddDueRows<CommandQueue>();
        services.AddSingleton<CommandRecorder>();
        services.AddSingleton<CommandInbox>();
        services.AddSingleton<CommandResources>();
        services.AddSingleton<CommandWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<CommandWorker>());
        return services;
    }
}
