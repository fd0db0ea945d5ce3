using SimConsole.Live;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>Says in this process that an eSIM profile was ordered or has changed: the worker looks what is due, and pages what has become of them.</summary>
public sealed class ESimProfileSignal : Signal;

/// <summary>Registers what orders and follows eSIM profiles.</summary>
public static class ESimProfileServices
{
    public static IServiceCollection AddESimProfiles(this IServiceCollection services)
    {
        services.AddSettings<ESimProfileOptions>(ESimProfileOptions.Section);
        services.AddSingleton<ESimProfileSignal>();
        services.AddSingleton<ESimProfileService>();
        services.AddSingleton<ESimProfileReader>();
        services.AddDueRows<ESimProfileQueue>();
        services.AddSingleton<ESimProfileRecorder>();
        services.AddSingleton<ESimProfileResources>();
        services.AddSingleton<ESimProfileWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<ESimProfileWorker>());
        return services;
    }
}
