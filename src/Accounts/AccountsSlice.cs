using MudBlazor;

namespace SimConsole.Accounts;

/// <summary>Who may sign in, as a person or as a program.</summary>
public sealed class AccountsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("settings", "Settings", Icons.Material.Outlined.Settings);

    public IEnumerable<CommandLineJob> Jobs => [new ApiKeyJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSignIn();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSignOut();
}
