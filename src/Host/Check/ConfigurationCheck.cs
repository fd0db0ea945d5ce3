namespace SimConsole.Host.Check;

/// <summary>Which keys are set. That each is one, with a value that will do, was seen before.</summary>
internal sealed class ConfigurationCheck(ConfigurationKeys keys, IConfiguration configuration) : ICheck
{
    public string Name => "Configuration";

    public Task<CheckResult> LookAsync(CancellationToken token) => Task.FromResult(CheckResult.Well(
        $"{configuration.AsEnumerable().Count(pair => pair.Value is { Length: > 0 } && keys.Has(pair.Key))} keys are set, all known and valid; files begin at {configuration[HostDefaults.ContentRootKey]}."));
}
