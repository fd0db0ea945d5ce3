using SimConsole.Api;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.ESimProfiles;

/// <summary><c>/v1/ESimProfiles</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class ESimProfilesApi
{
    private const string Key = "esim_profiles";

    private static readonly string[] Words = [.. ESimProfileStatuses.All.Select(s => s.Word())];

    public static void MapESimProfiles(this IEndpointRouteBuilder api)
    {
        var profiles = api.MapGroup("/ESimProfiles").WithTags("SupersimV1EsimProfile");
        profiles.MapGet("", ListAsync).WithName("ListEsimProfile").Needs(Permissions.SimsRead).WithSummary("eSIM profiles, newest first.").Lists<ESimProfileResource>(Key).Takes(
            Text("Eid", "Only those that this eUICC may download."),
            Text("SimSid", "Only the one that is this SIM."),
            Word("Status", "Only those of this status.", Words));
        profiles.MapPost("", CreateAsync).WithName("CreateEsimProfile").Needs(Permissions.SimsWrite).WithSummary("Orders an eSIM profile.").Produces<ESimProfileResource>(StatusCodes.Status201Created).Takes(
            Text("Eid", "The EID of the eUICC that alone may download it, 32 digits; this, GenerateMatchingId, or both."),
            Flag("GenerateMatchingId", "Whether to create a matching ID, and with it an activation code that any device can use."),
            Text("CallbackUrl", "Whom to tell at each status."),
            ApiParameter.Method("CallbackMethod", "How to call CallbackUrl; POST unless given."));
        profiles.MapGet("/{Sid}", FetchAsync).WithName("FetchEsimProfile").Needs(Permissions.SimsRead).WithSummary("One eSIM profile.").Produces<ESimProfileResource>();
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, ESimProfileReader reader, ESimProfileResources resources, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var filter = new ESimProfileFilter(Given("Eid"), Given("SimSid"), parameters.Choice("Status", $"one of {string.Join(", ", Words)}", ESimProfileStatuses.Parse));
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Eid", filter.Eid), ("SimSid", filter.SimSid), ("Status", filter.Status?.Word())],
                (before, take) => reader.ListBeforeAsync(filter, before, take, scope, token),
                (after, take) => reader.ListAfterAsync(filter, after, take, scope, token),
                profile => profile.Id,
                profile => resources.Of(request, profile));

        string? Given(string name) => parameters.Text(name) is { Length: > 0 } text ? text : null;
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, ESimProfileService profiles, ESimProfileReader reader, ESimProfileResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var order = new ESimProfileOrder(parameters.Text("Eid"), parameters.Flag("GenerateMatchingId") == true, parameters.Callback());
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var ordered = await profiles.OrderAsync(order, caller, token);
        return ordered.Value is { } profile
            ? ApiJson.Answer(resources.Of(request, (await reader.FindAsync(profile.Sid, caller.Scope, token))!), StatusCodes.Status201Created)
            : ApiError.Of(ordered.Refusal!);
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, ESimProfileReader reader, ESimProfileResources resources, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(sid, scope, token) is { } profile
            ? ApiJson.Answer(resources.Of(request, profile))
            : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no eSIM profile {Cut.Short(sid)}."));
}
