using SimConsole.Api;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Reconciliation;

/// <summary><c>/v1/Drifts</c>: not part of Super SIM, but follows its conventions.</summary>
public static class DriftsApi
{
    private const string Key = "drifts";

    public static void MapDrifts(this IEndpointRouteBuilder api) =>
        api.MapGet("/Drifts", ListAsync).WithTags("Drift").WithName("ListDrift").Needs(Permissions.SimsRead)
            .WithSummary("Where the network was found to do something else than was decided, newest first.").Lists<DriftResource>(Key).Takes(
                Flag("Waiting", "Only those that wait for a person, or only the others."));

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, DriftReader reader, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var waiting = parameters.Flag("Waiting");
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Waiting", waiting is { } only ? (only ? "true" : "false") : null)],
                (before, take) => reader.ListBeforeAsync(waiting, before, take, scope, token),
                (after, take) => reader.ListAfterAsync(waiting, after, take, scope, token),
                drift => drift.Id,
                DriftResource.Of);
    }
}
