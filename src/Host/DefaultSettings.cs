using SimConsole.Data;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Host;

/// <summary>The defaults of keys, as README lists them. They hold even where the operator's <c>appsettings.json</c> has replaced ours.</summary>
internal static class DefaultSettings
{
    private static readonly Dictionary<string, string> Values = new()
    {
        [WebHostDefaults.ServerUrlsKey] = "http://localhost:5080",
        [DataServices.ProviderKey] = "Sqlite",
        [DataServices.ConnectionStringKey] = "Data Source=data/simconsole.db",
        [NetworkAuthoritiesSlice.Key] = "Simulated",
    };

    public static void AddDefaults(this IConfiguration configuration)
    {
        foreach (var (key, value) in Values)
        {
            configuration[key] ??= value;
        }
    }
}
