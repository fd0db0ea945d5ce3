using MudBlazor;

namespace SimConsole.Api;

/// <summary>What all resources of the API share, and its reference.</summary>
public sealed class ApiSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("api-reference", "API", NavigationGroup.Manage, 'r', Icons.Material.Outlined.DataObject);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddApi();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapApiDocument();
}
