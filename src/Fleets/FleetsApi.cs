using SimConsole.Api;
using SimConsole.Callbacks;
using SimConsole.Data;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Fleets;

/// <summary><c>/v1/Fleets</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class FleetsApi
{
    private const string Key = "fleets";

    public static void MapFleets(this IEndpointRouteBuilder api)
    {
        var fleets = api.MapGroup("/Fleets").WithTags("SupersimV1Fleet");
        fleets.MapGet("", ListAsync).WithName("ListFleet").Needs(Permissions.SimsRead).WithSummary("Fleets, newest first.").Lists<FleetResource>(Key).Takes(
            Text("NetworkAccessProfile", "Only those with this network access profile: its SID or unique name."));
        fleets.MapPost("", CreateAsync).WithName("CreateFleet").Needs(Permissions.FleetsWrite).WithSummary("Creates a Fleet.").Produces<FleetResource>(StatusCodes.Status201Created).Takes(
        [
            .. Changeable,
            Flag("DataEnabled", "Whether its SIMs may use data; true unless given, and fixed then."),
            Flag("SmsCommandsEnabled", "Whether its SIMs accept SMS commands; true unless given, and fixed then."),
        ]);
        fleets.MapGet("/{Sid}", FetchAsync).WithName("FetchFleet").Needs(Permissions.SimsRead).WithSummary("One Fleet, by its SID or unique name.").Produces<FleetResource>();
        fleets.MapPost("/{Sid}", UpdateAsync).WithName("UpdateFleet").Needs(Permissions.FleetsWrite).WithSummary("Changes a Fleet, and with it every SIM in it.").Produces<FleetResource>().Takes(Changeable);
    }

    private static ApiParameter[] Changeable =>
    [
        Text("UniqueName", "A name that no other Fleet has; empty to remove it."),
        Text("NetworkAccessProfile", "SID or unique name of the profile that says where its SIMs may attach; the one named default unless given."),
        Number("DataLimit", "Megabytes that each of its SIMs may use in a billing period; 1000 unless given.", 1, 2_000_000),
        Url("SmsCommandsUrl", "Whom to tell of SMS commands from its SIMs; empty to tell nobody."),
        Method("SmsCommandsMethod", "How to call SmsCommandsUrl; POST unless given."),
        Url("IpCommandsUrl", "Whom to tell of IP commands from its SIMs; empty to tell nobody."),
        Method("IpCommandsMethod", "How to call IpCommandsUrl; POST unless given."),
    ];

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, FleetService fleets, FleetResources resources, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var profile = parameters.Text("NetworkAccessProfile") is { Length: > 0 } given ? given : null;
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("NetworkAccessProfile", profile)],
                (before, take) => fleets.ListBeforeAsync(profile, before, take, scope, token),
                (after, take) => fleets.ListAfterAsync(profile, after, take, scope, token),
                fleet => fleet.Id,
                fleet => resources.Of(request, fleet));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, FleetService fleets, FleetResources resources, FleetScope scope, CancellationToken token) =>
        await fleets.FindAsync(sid, scope, token) is { } fleet
            ? ApiJson.Answer(resources.Of(request, fleet))
            : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no Fleet {Cut.Short(sid)}."));

    private static async Task<IResult> CreateAsync(HttpRequest request, Caller caller, FleetService fleets, FleetResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = Read(parameters) with { DataEnabled = parameters.Flag("DataEnabled"), SmsCommandsEnabled = parameters.Flag("SmsCommandsEnabled") };
        return parameters.Refusal is { } refusal
            ? ApiError.Of(refusal)
            : Answer(request, resources, await fleets.CreateAsync(update, caller, token), StatusCodes.Status201Created);
    }

    private static async Task<IResult> UpdateAsync(string sid, HttpRequest request, Caller caller, FleetService fleets, FleetResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = Read(parameters);
        foreach (var name in new[] { "DataEnabled", "SmsCommandsEnabled" })
        {
            if (parameters.Text(name) is not null)
            {
                parameters.Refuse($"{name} is fixed when a Fleet is created. Create another Fleet, and move the SIMs there.");
            }
        }

        return parameters.Refusal is { } refusal
            ? ApiError.Of(refusal)
            : Answer(request, resources, await fleets.UpdateAsync(sid, update, caller, token), StatusCodes.Status200OK);
    }

    private static FleetUpdate Read(ApiParameters parameters) => new()
    {
        UniqueName = parameters.Text("UniqueName"),
        DataLimit = parameters.Number("DataLimit"),
        NetworkAccessProfile = parameters.Text("NetworkAccessProfile"),
        SmsCommandsUrl = parameters.Text("SmsCommandsUrl"),
        SmsCommandsMethod = parameters.Method("SmsCommandsMethod"),
        IpCommandsUrl = parameters.Text("IpCommandsUrl"),
        IpCommandsMethod = parameters.Method("IpCommandsMethod"),
    };

    private static IResult Answer(HttpRequest request, FleetResources resources, Result<Fleet> result, int status) => result.Value is { } fleet
        ? ApiJson.Answer(resources.Of(request, fleet), status)
        : ApiError.Of(result.Refusal!);
}
