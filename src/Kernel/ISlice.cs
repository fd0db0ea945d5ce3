namespace SimConsole.Kernel;

/// <summary>
/// A slice of the console: one noun with all that belongs to it, from the table to the page. It says here what it brings with it; the program, the tests
/// and the benchmarks read it from the one list of slices.
/// </summary>
public interface ISlice
{
    /// <summary>Its entry in the navigation; null where it has none.</summary>
    NavigationEntry? Navigation => null;

    /// <summary>The actions of this slice that can be begun from any page.</summary>
    IEnumerable<NavigationAct> Acts => [];

    /// <summary>What the command line can have it do.</summary>
    IEnumerable<CommandLineJob> Jobs => [];

    /// <summary>Registers its services, and the keys of the configuration that it reads.</summary>
    /// <exception cref="ConfigurationException">The configuration cannot be used; the message names the key.</exception>
    void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    /// <summary>Maps its resources below the root of the API, which asks for credentials.</summary>
    void MapApi(IEndpointRouteBuilder api)
    {
    }

    /// <summary>Maps its other endpoints.</summary>
    void Map(IEndpointRouteBuilder endpoints)
    {
    }
}
