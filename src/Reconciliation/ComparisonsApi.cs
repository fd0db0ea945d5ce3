using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Reconciliation;

/// <summary><c>/v1/Comparisons</c>: not part of Super SIM, but follows its conventions.</summary>
public static class ComparisonsApi
{
    private const string Key = "comparisons";

    public static void MapComparisons(this IEndpointRouteBuilder api)
    {
        var comparisons = api.MapGroup("/Comparisons").WithTags("Comparison");
        comparisons.MapGet("", ListAsync).WithName("ListComparison").Needs(Permissions.SimsRead)
            .WithSummary($"Comparisons with the network, newest first; of those that have ended, the last {ReconcileQueue.Kept:N0} of each scope.").Lists<ComparisonResource>(Key);
        comparisons.MapPost("", CreateAsync).WithName("CreateComparison").Needs(Permissions.SimsWrite)
            .WithSummary("Asks the network what it does with the SIMs of a Fleet, with one SIM, or with all; 200 with the one that is open where the same is being compared already.")
            .Produces<ComparisonResource>().Produces<ComparisonResource>(StatusCodes.Status201Created).Takes(
                Text("Fleet", "Only the SIMs of this Fleet: its SID or unique name."),
                Text("Sim", "Only this SIM: its SID or unique name."));
        comparisons.MapGet("/{Sid}", FetchAsync).WithName("FetchComparison").Needs(Permissions.SimsRead).WithSummary("One comparison: how far it is, and what it found.").Produces<ComparisonResource>();
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, ComparisonReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token)
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
                (before, take) => reader.ListBeforeAsync(before, take, scope, token),
                (after, take) => reader.ListAfterAsync(after, take, scope, token),
                comparison => comparison.Run.Id,
                comparison => ComparisonResource.Of(request, comparison, account, address));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, DriftService drift, ComparisonReader reader, AccountService account, ConsoleAddress address, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var (fleet, sim) = (parameters.Text("Fleet"), parameters.Text("Sim"));

        // A request that names nothing is about all Sims; one with a misspelt name is refused, so that it does not become one about all Sims.
        parameters.RefuseOthersThan("Fleet", "Sim");
        if (fleet is not null && sim is not null)
        {
            parameters.Refuse("Fleet and Sim are both given. Give one of them, or neither to compare all SIMs.");
        }

        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var asked = await drift.CompareAsync(fleet, sim, caller, token);
        return asked.Value is { } comparison
            ? ApiJson.Answer(
                ComparisonResource.Of(request, (await reader.FindAsync(comparison.Sid, caller.Scope, token))!, account, address),
                comparison.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : ApiError.Of(asked.Refusal!);
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, ComparisonReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(sid, scope, token) is { } comparison
            ? ApiJson.Answer(ComparisonResource.Of(request, comparison, account, address))
            : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no comparison {Cut.Short(sid)}. Those that ended long ago are not kept."));
}
