using System.ComponentModel.DataAnnotations;
using System.Globalization;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Callbacks;

namespace SimConsole.ESimProfiles;

/// <summary>An eSIM profile as the API shows it; every property is always present. Source: the Super SIM contract, <c>supersim.v1.esim_profile</c>.</summary>
public sealed record ESimProfileResource(
    string Sid,
    string AccountSid,
    string? Iccid,
    string? SimSid,
    [property: AllowedValues("new", "reserving", "available", "downloaded", "installed", "failed")] string Status,
    string? Eid,
    string? SmdpPlusAddress,
    string? MatchingId,
    string? ActivationCode,
    string? ErrorCode,
    string? ErrorMessage,
    string DateCreated,
    string DateUpdated,
    string Url);

/// <summary>Turns eSIM profiles into what the API shows.</summary>
public sealed class ESimProfileResources(AccountService account, ConsoleAddress address)
{
    public ESimProfileResource Of(HttpRequest request, ESimProfileRow profile)
    {
        var failed = profile.Status == ESimProfileStatus.Failed;
        return new ESimProfileResource(
            profile.Sid,
            account.Sid,
            profile.Iccid,
            profile.SimSid,
            profile.Status.Word(),
            profile.Eid,
            profile.SmdpPlusAddress is { } host ? $"https://{host}" : null,
            profile.MatchingId,
            profile.ActivationCode,
            failed ? CallbackErrors.Failed.ToString(CultureInfo.InvariantCulture) : null,
            failed ? profile.Failure : null,
            ApiJson.Time(profile.CreatedAt),
            ApiJson.Time(profile.UpdatedAt),
            address.Of(request, $"{ConsoleAddress.ApiRoot}/ESimProfiles/{profile.Sid}"));
    }
}
