using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary><c>/v1/Sims/{Sid}/StatusChanges</c> and <c>/v1/StatusChanges/{Sid}</c>: not part of Super SIM, but following its conventions.</summary>
public static class StatusChangesApi
{
    private const string Key = "status_changes";

    public static void MapStatusChanges(this IEndpointRouteBuilder api)
    {
        api.MapGet("/Sims/{Sid}/StatusChanges", ListAsync).WithTags("StatusChange").WithName("ListStatusChange").Needs(Permissions.SimsRead)
            .WithSummary("Every change of a SIM, newest first, with what the network confirmed.").Lists<StatusChangeResource>(Key);
        api.MapGet("/StatusChanges/{Sid}", FetchAsync).WithTags("StatusChange").WithName("FetchStatusChange").Needs(Permissions.SimsRead)
            .WithSummary("One change of a SIM, as far as it is now.").Produces<StatusChangeResource>();
        api.MapPost("/StatusChanges/{Sid}/Withdraw", WithdrawAsync).WithTags("StatusChange").WithName("WithdrawStatusChange").Needs(Permissions.SimsWrite)
            .WithSummary("Cancels a change that the network has not been asked about yet.").Produces<StatusChangeResource>();
    }

    private static Task<IResult> ListAsync(string sid, HttpRequest request, ApiList list, SimReader sims, StatusChangeReader reader, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        Key,
        () => sims.FindAsync(sid, scope, token),
        new Refusal(ErrorCodes.NotFound, $"There is no SIM {Cut.Short(sid)}."),
        (sim, before, take) => reader.ListBeforeAsync(sim.Id, before, take, token),
        (sim, after, take) => reader.ListAfterAsync(sim.Id, after, take, token),
        change => change.Id,
        (sim, change) => StatusChangeResource.Of(sim.Sid, change));

    private static async Task<IResult> FetchAsync(string sid, StatusChangeReader reader, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(sid, scope, token) is { } change ? Answer(change) : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no change {Cut.Short(sid)}."));

    private static async Task<IResult> WithdrawAsync(string sid, Caller caller, WithdrawalService withdrawals, CancellationToken token) =>
        await withdrawals.WithdrawAsync(sid, caller, token) is var withdrawn && withdrawn.Value is { } change ? Answer(change) : ApiError.Of(withdrawn.Refusal!);

    private static IResult Answer(StatusChange change) => ApiJson.Answer(StatusChangeResource.Of(change.Sim!.Sid, change));
}
