using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Networks;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>A profile as the API shows it; every property is always present. Source: the Super SIM contract, <c>supersim.v1.network_access_profile</c>.</summary>
public sealed record NetworkAccessProfileResource(
    string Sid, string? UniqueName, string AccountSid, string DateCreated, string DateUpdated, string Url, NetworkAccessProfileLinks Links);

/// <summary>Where the resources under a profile are.</summary>
public sealed record NetworkAccessProfileLinks(string Networks);

/// <summary>A network of a profile as the API shows it. Source: the contract, <c>supersim.v1.network_access_profile.network_access_profile_network</c>.</summary>
public sealed record NetworkAccessProfileNetworkResource(
    string Sid, string NetworkAccessProfileSid, string FriendlyName, string IsoCountry, IReadOnlyList<Plmn> Identifiers, string Url);

/// <summary>Turns profiles and their networks into what the API shows.</summary>
public sealed class NetworkAccessProfileResources(AccountService account, ConsoleAddress address)
{
    public NetworkAccessProfileResource Of(HttpRequest request, NetworkAccessProfile profile) => new(
        profile.Sid,
        profile.UniqueName,
        account.Sid,
        ApiJson.Time(profile.CreatedAt),
        ApiJson.Time(profile.UpdatedAt),
        Address(request, profile),
        new NetworkAccessProfileLinks($"{Address(request, profile)}/Networks"));

    public NetworkAccessProfileNetworkResource Of(HttpRequest request, NetworkAccessProfile profile, Network network) => new(
        network.Sid,
        profile.Sid,
        network.FriendlyName,
        network.IsoCountry,
        network.Identifiers,
        $"{Address(request, profile)}/Networks/{network.Sid}");

    private string Address(HttpRequest request, NetworkAccessProfile profile) => address.Of(request, $"{ConsoleAddress.ApiRoot}/NetworkAccessProfiles/{profile.Sid}");
}
