using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;

namespace SimConsole.Sims;

/// <summary>A Sim as the API shows it; every property is always present. Source: the Super SIM contract, <c>supersim.v1.sim</c>.</summary>
public sealed record SimResource(
    string Sid,
    string? UniqueName,
    string AccountSid,
    string Iccid,
    [property: AllowedValues("new", "ready", "active", "inactive", "scheduled")] string Status,
    string? FleetSid,
    string DateCreated,
    string DateUpdated,
    string Url,
    SimLinks Links);

/// <summary>Where a Sim's own resources are.</summary>
public sealed record SimLinks(string BillingPeriods, string SimIpAddresses);

/// <summary>Turns rows into what the API shows.</summary>
public sealed class SimResources(AccountService account, ConsoleAddress address)
{
    public SimResource Of(HttpRequest request, SimRow sim)
    {
        var url = address.Of(request, $"{ConsoleAddress.ApiRoot}/Sims/{sim.Sid}");
        return new SimResource(
            sim.Sid,
            sim.UniqueName,
            account.Sid,
            sim.Iccid,
            sim.Status.Word(),
            sim.FleetSid,
            ApiJson.Time(sim.CreatedAt),
            ApiJson.Time(sim.UpdatedAt),
            url,
            new SimLinks($"{url}/BillingPeriods", $"{url}/IpAddresses"));
    }
}
