using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary><c>/v1/Sims/{Sid}/StatusChanges</c>: not of Super SIM, and by its conventions.</summary>
public static class StatusChangesApi
{
    private const string Key = "status_changes";

    public static void MapStatusChanges(this IEndpointRouteBuilder api) =>
        api.MapGet("/Sims/{Sid}/StatusChanges", ListAsync).WithTags("StatusChange").WithName("ListStatusChange")
            .WithSummary("Every change of a Sim, newest first, with what the network confirmed.").Lists<StatusChangeResource>(Key);

    private static async Task<IResult> ListAsync(string sid, HttpRequest request, ApiList list, SimReader sims, StatusChangeReader reader, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        return await sims.FindAsync(sid, token) is { } sim
            ? await list.AnswerAsync(
                request,
                Key,
                page,
                [],
                (before, take) => reader.ListBeforeAsync(sim.Id, before, take, token),
                (after, take) => reader.ListAfterAsync(sim.Id, after, take, token),
                change => change.Id,
                change => StatusChangeResource.Of(sim, change))
            : ApiError.Of(new Refusal(20404, $"There is no Sim {ApiParameters.Shown(sid)}."));
    }
}
