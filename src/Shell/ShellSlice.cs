namespace SimConsole.Shell;

/// <summary>The frame around the pages, and what they are drawn with.</summary>
public sealed class ShellSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddShell();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapShell();
}
