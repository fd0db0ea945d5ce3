using System.ComponentModel.DataAnnotations;
using SimConsole.Api;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.SettingsUpdates;

/// <summary><c>/v1/SettingsUpdates</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class SettingsUpdatesApi
{
    private const string Key = "settings_updates";

    public static void MapSettingsUpdates(this IEndpointRouteBuilder api) => api.MapGet("/SettingsUpdates", ListAsync)
        .WithTags("SupersimV1SettingsUpdate").WithName("ListSettingsUpdate").Needs(Permissions.SimsRead).WithSummary("What the network was told of the networks that SIMs may use, newest first.")
        .Lists<SettingsUpdateResource>(Key).Takes(
            Text("Sim", "Only those of this SIM: its SID or unique name."),
            Word("Status", "Only those with this status.", SettingsUpdateWords.All.Select(SettingsUpdateWords.Word)));

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, SettingsUpdateReader reader, ConsoleAddress address, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var sim = parameters.Text("Sim") is { Length: > 0 } given ? given : null;
        var status = parameters.Choice("Status", $"one of {string.Join(", ", SettingsUpdateWords.All.Select(SettingsUpdateWords.Word))}", SettingsUpdateWords.Parse);
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Sim", sim), ("Status", status?.Word())],
                (before, take) => reader.ListBeforeAsync(sim, status, before, take, scope, token),
                (after, take) => reader.ListAfterAsync(sim, status, after, take, scope, token),
                update => update.Id,
                update => SettingsUpdateResource.Of(request, update, address));
    }
}

/// <summary>An update as the API shows it. Source: the Super SIM contract, <c>supersim.v1.settings_update</c>.</summary>
public sealed record SettingsUpdateResource(
    string Sid,
    string Iccid,
    string SimSid,
    [property: AllowedValues("scheduled", "in-progress", "successful", "failed")] string Status,
    IReadOnlyList<SettingsPackageResource> Packages,
    string? DateCompleted,
    string DateCreated,
    string DateUpdated)
{
    internal static SettingsUpdateResource Of(HttpRequest request, SettingsUpdateRow update, ConsoleAddress address) => new(
        update.Sid,
        update.Iccid,
        update.SimSid,
        update.State.Word(),
        update is { ProfileSid: { } profile, Revision: { } revision } ? [SettingsPackageResource.Of(request, profile, revision, address)] : [],
        update.CompletedAt is { } completed ? ApiJson.Time(completed) : null,
        ApiJson.Time(update.CreatedAt),
        ApiJson.Time(update.UpdatedAt));
}

/// <summary>What a SIM has after an update. Source of the shape: the examples of the contract.</summary>
/// <param name="Version">A semantic version. Other networks change the behaviour of the SIM, so each change of a profile's networks raises the first number.</param>
/// <param name="MoreInfo">Where the networks are listed.</param>
public sealed record SettingsPackageResource(string Name, string Version, string MoreInfo)
{
    /// <summary>The only settings that this console gives a SIM: the networks that it may use.</summary>
    public const string NetworkAccess = "network-access";

    internal static SettingsPackageResource Of(HttpRequest request, string profileSid, long revision, ConsoleAddress address) =>
        new(NetworkAccess, $"{revision}.0.0", address.Of(request, $"{ConsoleAddress.ApiRoot}/NetworkAccessProfiles/{profileSid}/Networks"));
}
