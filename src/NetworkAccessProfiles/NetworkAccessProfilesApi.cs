using SimConsole.Api;
using SimConsole.Data;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.NetworkAccessProfiles;

/// <summary><c>/v1/NetworkAccessProfiles</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class NetworkAccessProfilesApi
{
    private const string Key = "network_access_profiles";
    private const string NetworksKey = "networks";

    public static void MapNetworkAccessProfiles(this IEndpointRouteBuilder api)
    {
        var profiles = api.MapGroup("/NetworkAccessProfiles").WithTags("SupersimV1NetworkAccessProfile");
        profiles.MapGet("", ListAsync).WithName("ListNetworkAccessProfile").Needs(Permissions.SimsRead).WithSummary("Profiles, newest first.").Lists<NetworkAccessProfileResource>(Key);
        profiles.MapPost("", CreateAsync).WithName("CreateNetworkAccessProfile").Needs(Permissions.NetworkManage).WithSummary("Creates a profile.").Produces<NetworkAccessProfileResource>(StatusCodes.Status201Created).Takes(
            Text("UniqueName", "A name that no other profile has."),
            Texts("Networks", "The SIDs of the networks that it allows."));
        profiles.MapGet("/{Sid}", FetchAsync).WithName("FetchNetworkAccessProfile").Needs(Permissions.SimsRead).WithSummary("One profile, by its SID or unique name.").Produces<NetworkAccessProfileResource>();
        profiles.MapPost("/{Sid}", UpdateAsync).WithName("UpdateNetworkAccessProfile").Needs(Permissions.NetworkManage).WithSummary("Renames a profile.").Produces<NetworkAccessProfileResource>().Takes(
            Text("UniqueName", "A name that no other profile has; empty to remove it."));

        var networks = api.MapGroup("/NetworkAccessProfiles/{NetworkAccessProfileSid}/Networks").WithTags("SupersimV1NetworkAccessProfileNetwork");
        networks.MapGet("", ListNetworksAsync).WithName("ListNetworkAccessProfileNetwork").Needs(Permissions.SimsRead).WithSummary("The networks that a profile allows.").Lists<NetworkAccessProfileNetworkResource>(NetworksKey);
        networks.MapPost("", AddNetworkAsync).WithName("CreateNetworkAccessProfileNetwork").Needs(Permissions.NetworkManage).WithSummary("Allows a network.").Produces<NetworkAccessProfileNetworkResource>(StatusCodes.Status201Created).Takes(
            Text("Network", "The SID of the network.", required: true));
        networks.MapGet("/{Sid}", FetchNetworkAsync).WithName("FetchNetworkAccessProfileNetwork").Needs(Permissions.SimsRead).WithSummary("One network that a profile allows.").Produces<NetworkAccessProfileNetworkResource>();
        networks.MapDelete("/{Sid}", RemoveNetworkAsync).WithName("DeleteNetworkAccessProfileNetwork").Needs(Permissions.NetworkManage).WithSummary("No longer allows a network.").Produces(StatusCodes.Status204NoContent);
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [],
                (before, take) => profiles.ListBeforeAsync(before, take, token),
                (after, take) => profiles.ListAfterAsync(after, take, token),
                profile => profile.Id,
                profile => resources.Of(request, profile));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var (name, networks) = (parameters.Text("UniqueName"), parameters.Texts("Networks"));
        return parameters.Refusal is { } refusal
            ? ApiError.Of(refusal)
            : Answer(request, resources, await profiles.CreateAsync(name, networks, caller, token), StatusCodes.Status201Created);
    }

    private static async Task<IResult> FetchAsync(
        string sid, HttpRequest request, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token) =>
        await profiles.FindAsync(sid, token) is { } profile
            ? ApiJson.Answer(resources.Of(request, profile))
            : ApiError.Of(NoSuchProfile(sid));

    private static async Task<IResult> UpdateAsync(
        string sid, HttpRequest request, Caller caller, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var name = parameters.Text("UniqueName");
        return parameters.Refusal is { } refusal
            ? ApiError.Of(refusal)
            : Answer(request, resources, await profiles.RenameAsync(sid, name, caller, token), StatusCodes.Status200OK);
    }

    private static Task<IResult> ListNetworksAsync(
        string networkAccessProfileSid, HttpRequest request, ApiList list, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token) => list.AnswerOfAsync(
        request,
        NetworksKey,
        () => profiles.FindAsync(networkAccessProfileSid, token),
        NoSuchProfile(networkAccessProfileSid),
        (profile, before, take) => profiles.NetworksBeforeAsync(profile, before, take, token),
        (profile, after, take) => profiles.NetworksAfterAsync(profile, after, take, token),
        allowed => allowed.Id,
        (profile, allowed) => resources.Of(request, profile, allowed.Network));

    private static async Task<IResult> AddNetworkAsync(
        string networkAccessProfileSid, HttpRequest request, Caller caller, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var sid = parameters.Text("Network");
        if (sid is null or "")
        {
            parameters.Refuse("Network is missing; it takes the SID of a network that /v1/Networks lists.");
        }

        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var added = await profiles.AddNetworkAsync(networkAccessProfileSid, sid!, caller, token);
        return added.Value is { } network && await profiles.FindAsync(networkAccessProfileSid, token) is { } profile
            ? ApiJson.Answer(resources.Of(request, profile, network), StatusCodes.Status201Created)
            : ApiError.Of(added.Refusal ?? NoSuchProfile(networkAccessProfileSid));
    }

    private static async Task<IResult> FetchNetworkAsync(
        string networkAccessProfileSid, string sid, HttpRequest request, NetworkAccessProfileService profiles, NetworkAccessProfileResources resources, CancellationToken token) =>
        await profiles.FindAsync(networkAccessProfileSid, token) is not { } profile ? ApiError.Of(NoSuchProfile(networkAccessProfileSid))
        : await profiles.FindNetworkAsync(profile, sid, token) is { } network ? ApiJson.Answer(resources.Of(request, profile, network))
        : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"The profile {profile.DisplayName} has no network {Cut.Short(sid)}."));

    private static async Task<IResult> RemoveNetworkAsync(string networkAccessProfileSid, string sid, Caller caller, NetworkAccessProfileService profiles, CancellationToken token) =>
        (await profiles.RemoveNetworkAsync(networkAccessProfileSid, sid, caller, token)).Refusal is { } refusal ? ApiError.Of(refusal) : Results.NoContent();

    private static Refusal NoSuchProfile(string sid) => new(ErrorCodes.NotFound, $"There is no NetworkAccessProfile {Cut.Short(sid)}.");

    private static IResult Answer(HttpRequest request, NetworkAccessProfileResources resources, Result<NetworkAccessProfile> result, int status) => result.Value is { } profile
        ? ApiJson.Answer(resources.Of(request, profile), status)
        : ApiError.Of(result.Refusal!);
}
