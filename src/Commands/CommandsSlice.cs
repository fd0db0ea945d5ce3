using MudBlazor;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>Carries commands to devices, and takes the commands that they send.</summary>
public sealed class CommandsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("commands", "Commands", NavigationGroup.Connect, 'm', Icons.Material.Outlined.Sms);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CommandOptions>(CommandOptions.Section);
        services.AddSignal<CommandSignal>();
        services.AddSingleton<CommandReader>();
        services.AddSingleton<CommandService>();
        services.AddDueRows<CommandQueue>();
        services.AddSingleton<CommandRecorder>();
        services.AddSingleton<CommandInbox>();
        services.AddSingleton<CommandResources>();
        services.AddSingleton<CommandWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<CommandWorker>());
    }

    public void MapApi(IEndpointRouteBuilder api) => api.MapCommands();
}
