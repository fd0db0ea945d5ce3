using MudBlazor;
using SimConsole.Live;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>Tells this process that an eSIM profile was ordered or has changed: the worker looks for due ones, and pages read their status again.</summary>
public sealed class ESimProfileSignal : Signal;

/// <summary>Orders and follows eSIM profiles.</summary>
public sealed class ESimProfilesSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("esim-profiles", "eSIM profiles", NavigationGroup.Connect, 'e', Icons.Material.Outlined.QrCode2);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ESimProfileOptions>(ESimProfileOptions.Section);
        services.AddSignal<ESimProfileSignal>();
        services.AddSingleton<ESimProfileService>();
        services.AddSingleton<ESimProfileReader>();
        services.AddDueRows<ESimProfileQueue>();
        services.AddSingleton<ESimProfileRecorder>();
        services.AddSingleton<ESimProfileResources>();
        services.AddSingleton<ESimProfileWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<ESimProfileWorker>());
    }

    public void MapApi(IEndpointRouteBuilder api) => api.MapESimProfiles();
}
