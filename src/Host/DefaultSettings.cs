using SimConsole.Data;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Host;

/// <summary>What README says that a key is where nobody says anything, also where somebody's own <c>appsettings.json</c> has taken the place of ours.</summary>
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
