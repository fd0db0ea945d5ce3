using MudBlazor;

namespace SimConsole.Overview;

/// <summary>The start page.</summary>
public sealed class OverviewSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("", "Overview", NavigationGroup.Operate, 'o', Icons.Material.Outlined.Insights);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<OverviewReader>();
}
