using Microsoft.Extensions.Options;

namespace SimConsole.Host.Check;

/// <summary>Whether people can reach the console over TLS.</summary>
internal sealed class ProxyCheck(ConsoleAddress address, IOptions<ProxyOptions> proxy, IConfiguration configuration) : ICheck
{
    public string Name => "Proxy";

    public Task<CheckResult> LookAsync(CancellationToken token)
    {
        var trusted = proxy.Value.Trusted.Count == 0 ? "a proxy on this machine" : $"the proxies {string.Join(", ", proxy.Value.Trusted)}";
        var open = (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Where(text => IsOpen(BindingAddress.Parse(text))).ToList();
        return Task.FromResult((open, address.Configured) switch
        {
            ({ Count: > 0 }, _) => CheckResult.Doubtful($"{string.Join(", ", open)} is open to other machines without TLS, so that passwords can be read on the way. Serve on 127.0.0.1, behind a proxy."),
            (_, null) => CheckResult.Doubtful($"{ConsoleAddress.Key} is not set, so links are as whoever asks names the console. {Capital(trusted)} is believed."),
            (_, { } known) when known.StartsWith("http:", StringComparison.OrdinalIgnoreCase) => CheckResult.Doubtful($"{ConsoleAddress.Key} is {known}, which is without TLS."),
            (_, { } known) => CheckResult.Well($"People reach it at {known}, by way of {trusted}."),
        });
    }

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static bool IsOpen(BindingAddress address) => address.Scheme == "http" && !address.IsUnixPipe && !AddressBlocks.IsLoopback(address.Host);
}
