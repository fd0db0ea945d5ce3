using Microsoft.EntityFrameworkCore.Diagnostics;
using MudBlazor;
using SimConsole.Data;

namespace SimConsole.Audit;

/// <summary>What was done by whom: chained, so that a later change is noticed.</summary>
public sealed class AuditSlice : ISlice
{
    private const string KeyFile = "audit.key";

    public NavigationEntry Navigation { get; } = new(AuditAddress.Path, "Audit", NavigationGroup.Manage, 'u', Icons.Material.Outlined.FactCheck, Permissions.AuditRead);

    public IEnumerable<CommandLineJob> Jobs => [new VerifyAuditJob(), new ArchiveAuditJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKey<string>(AuditKeys.FileKey, $"{KeyFile} beside the database");
        services.AddSingleton(_ => new AuditKeys(PathOf(configuration))).AddCheck<AuditKeyCheck>();
        services.AddKey<string>(AuditStream.FileKey);
        services.AddSingleton(new AuditStreamOptions(At(configuration, configuration[AuditStream.FileKey])));
        services.AddSingleton<AuditChains>();
        services.AddSingleton<IInterceptor, AuditSealing>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<AuditArchive>();
        services.AddSingleton<AuditStream>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditStream>());
        services.AddSingleton<FailedSignIns>();
        services.AddHostedService(provider => provider.GetRequiredService<FailedSignIns>());
    }

    public void MapApi(IEndpointRouteBuilder api) => api.MapAuditEvents();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapAuditExport();

    private static string? PathOf(IConfiguration configuration) => At(configuration, configuration[AuditKeys.FileKey])
        ?? (DataServices.FolderBeside(configuration) is { } folder ? Path.Combine(folder, KeyFile) : null);

    /// <summary>A relative path begins at the content root.</summary>
    private static string? At(IConfiguration configuration, string? path) => path is { Length: > 0 } ? Path.Combine(configuration[HostDefaults.ContentRootKey] ?? "", path) : null;
}
