using System.Security.Claims;
using SimConsole.Api;
using SimConsole.Data;

namespace SimConsole.Fleets;

/// <summary><c>/v1/Fleets</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class FleetsApi
{
    private const string Key = "fleets";

    public static void MapFleets(this IEndpointRouteBuilder api)
    {
        var fleets = api.MapGroup("/Fleets");
        fleets.MapGet("", ListAsync);
        fleets.MapPost("", CreateAsync);
        fleets.MapGet("/{sid}", FetchAsync);
        fleets.MapPost("/{sid}", UpdateAsync);
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, FleetService fleets, FleetResources resources, CancellationToken token)
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
                (before, take) => fleets.ListBeforeAsync(profile, before, take, token),
                (after, take) => fleets.ListAfterAsync(profile, after, take, token),
                fleet => fleet.Id,
                fleet => resources.Of(request, fleet));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, FleetService fleets, FleetResources resources, CancellationToken token) =>
        await fleets.FindAsync(sid, token) is { } fleet
            ? ApiJson.Answer(resources.Of(request, fleet))
            : ApiError.Of(new Refusal(20404, $"There is no Fleet {ApiParameters.Shown(sid)}."));

    private static async Task<IResult> CreateAsync(HttpRequest request, ClaimsPrincipal program, FleetService fleets, FleetResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = Read(parameters) with { DataEnabled = parameters.Flag("DataEnabled"), SmsCommandsEnabled = parameters.Flag("SmsCommandsEnabled") };
        return parameters.Refusal is { } refusal
            ? ApiError.Of(refusal)
            : Answer(request, resources, await fleets.CreateAsync(update, By(program), token), StatusCodes.Status201Created);
    }

    private static async Task<IResult> UpdateAsync(string sid, HttpRequest request, ClaimsPrincipal program, FleetService fleets, FleetResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = Read(parameters);
        foreach (var name in new[] { "DataEnabled", "SmsCommandsEnabled" })
        {
            if (parameters.Text(name) is not null)
            {
                parameters.Refuse($"{name} is fixed when a Fleet is made. Make another Fleet, and move the Sims there.");
            }
        }

        return parameters.Refusal is { } refusal
            ? ApiError.Of(refusal)
            : Answer(request, resources, await fleets.UpdateAsync(sid, update, By(program), token), StatusCodes.Status200OK);
    }

    private static Actor By(ClaimsPrincipal program) => new(program.Identity!.Name!, OrderSource.Api);

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
