using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Callbacks;

namespace SimConsole.Fleets;

/// <summary>A Fleet as the API shows it; every property is always present. Source: the Super SIM contract, <c>supersim.v1.fleet</c>.</summary>
public sealed record FleetResource(
    string Sid,
    string AccountSid,
    string? UniqueName,
    bool DataEnabled,
    int DataLimit,
    [property: AllowedValues("payg")] string DataMetering,
    bool SmsCommandsEnabled,
    string? SmsCommandsUrl,
    [property: AllowedValues("GET", "POST")] string SmsCommandsMethod,
    string? IpCommandsUrl,
    [property: AllowedValues("GET", "POST")] string IpCommandsMethod,
    string NetworkAccessProfileSid,
    string DateCreated,
    string DateUpdated,
    string Url);

/// <summary>Turns Fleets into what the API shows.</summary>
public sealed class FleetResources(AccountService account, ConsoleAddress address)
{
    // The contract knows no other.
    private const string PayAsYouGo = "payg";

    public FleetResource Of(HttpRequest request, Fleet fleet) => new(
        fleet.Sid,
        account.Sid,
        fleet.UniqueName,
        fleet.DataEnabled,
        fleet.DataLimit,
        PayAsYouGo,
        fleet.SmsCommandsEnabled,
        fleet.SmsCommandsUrl,
        Word(fleet.SmsCommandsMethod),
        fleet.IpCommandsUrl,
        Word(fleet.IpCommandsMethod),
        fleet.NetworkAccessProfile!.Sid,
        ApiJson.Time(fleet.CreatedAt),
        ApiJson.Time(fleet.UpdatedAt),
        address.Of(request, $"{ConsoleAddress.ApiRoot}/Fleets/{fleet.Sid}"));

    private static string Word(CallMethod method) => method == CallMethod.Get ? "GET" : "POST";
}
