using SimConsole.Host.Check;
using SimConsole.Host.Draining;
using SimConsole.Host.Sample;
using SimConsole.People.SecondFactor;

namespace SimConsole.Host;

/// <summary>What belongs to the program as a whole: where it serves, behind which proxy, and the sample.</summary>
public sealed class HostSlice : ISlice
{
    public IEnumerable<CommandLineJob> Jobs => [new CheckJob(), new RotateKeysJob(), new SampleJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddKey<string>("Urls")
        .AddCheck<AddressCheck>()
        .AddCheck<ProxyCheck>()
        .AddSingleton<SampleData>()
        .Configure<SecondFactorOptions>(factor => factor.IsForALook = configuration[SampleJob.Option] is not null)
        .AddDraining()
        .AddProxy()
        .AddStartFaults();
}
