namespace SimConsole.Host.Check;

/// <summary>Reports which keys are set. Earlier code has checked that each is known and its value valid.</summary>
internal sealed class ConfigurationCheck(ConfigurationKeys keys, IConfiguration configuration) : ICheck
{
    public string Name => "Configuration";

    public Task<CheckResult> LookAsync(CancellationToken token) => Task.FromResult(CheckResult.Well(
        $"{configuration.AsEnumerable().Count(pair => pair.Value is { Length: > 0 } && keys.Has(pair.Key))} keys are set, all known and valid; files begin at {configuration[HostDefaults.ContentRootKey]}."));
}
