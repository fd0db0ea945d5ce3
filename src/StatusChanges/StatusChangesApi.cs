using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary><c>/v1/Sims/{Sid}/StatusChanges</c>: not of Super SIM, and by its conventions.</summary>
public static class StatusChangesApi
{
    private const string Key = "status_changes";

    public static void MapStatusChanges(this IEndpointRouteBuilder api) =>
        api.MapGet("/Sims/{Sid}/StatusChanges", ListAsync).WithTags("StatusChange").WithName("ListStatusChange").Needs(Permissions.SimsRead)
            .WithSummary("Every change of a Sim, newest first, with what the network confirmed.").Lists<StatusChangeResource>(Key);

    private static Task<IResult> ListAsync(string sid, HttpRequest request, ApiList list, SimReader sims, StatusChangeReader reader, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        Key,
        () => sims.FindAsync(sid, scope, token),
        new Refusal(ErrorCodes.NotFound, $"There is no Sim {Cut.Short(sid)}."),
        (sim, before, take) => reader.ListBeforeAsync(sim.Id, before, take, token),
        (sim, after, take) => reader.ListAfterAsync(sim.Id, after, take, token),
        change => change.Id,
        StatusChangeResource.Of);
}
