using Microsoft.AspNetCore.Mvc;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims.Lists;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.PlannedChanges;

/// <summary><c>/v1/PlannedChanges</c>: not part of Super SIM, but following its conventions.</summary>
public static class PlannedChangesApi
{
    private const string Key = "planned_changes";
    private const string OccurrencesKey = "planned_occurrences";

    /// <summary>The largest body of an order, in bytes: room for all the Sims that may be chosen.</summary>
    private const int BodyLimit = 4 * 1024 * 1024;

    public static void MapPlannedChanges(this IEndpointRouteBuilder api)
    {
        var plans = api.MapGroup("/PlannedChanges").WithTags("PlannedChange");
        plans.MapGet("", ListAsync).WithName("ListPlannedChange").Needs(Permissions.SimsRead).WithSummary("Planned changes, newest first.").Lists<PlannedChangeResource>(Key);
        plans.MapPost("", CreateAsync).WithMetadata(new RequestSizeLimitAttribute(BodyLimit)).WithName("CreatePlannedChange").Needs(Permissions.SimsBulk)
            .WithSummary("Plans a change for one SIM or many: at a local time, once, each month or each year.").Produces<PlannedChangeResource>(StatusCodes.Status201Created).Takes(
            [
                .. PlannedChangeParameters.Parameters,
                Header("Idempotency-Key", "A text of your choice: the same request with the same key is one planned change."),
            ]);
        plans.MapGet("/{Sid}", (string sid, [AsParameters] Answers answers) => answers.FindAsync(sid, StatusCodes.Status200OK))
            .WithName("FetchPlannedChange").Needs(Permissions.SimsRead).WithSummary("One planned change.").Produces<PlannedChangeResource>();
        plans.MapGet("/{Sid}/Occurrences", OccurrencesAsync).WithName("ListPlannedOccurrence").Needs(Permissions.SimsRead)
            .WithSummary("What happened each time that it was due, the latest first.").Lists<PlannedOccurrenceResource>(OccurrencesKey);
        plans.MapPost("/{Sid}/Pause", async (string sid, Caller caller, PlannedChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.PauseAsync(sid, caller, token)))
            .WithName("PausePlannedChange").Needs(Permissions.SimsBulk).WithSummary("Skips the times that come due until it is resumed.").Produces<PlannedChangeResource>();
        plans.MapPost("/{Sid}/Resume", async (string sid, Caller caller, PlannedChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.ResumeAsync(sid, caller, token)))
            .WithName("ResumePlannedChange").Needs(Permissions.SimsBulk).WithSummary("Continues with its next time.").Produces<PlannedChangeResource>();
        plans.MapPost("/{Sid}/Cancel", async (string sid, Caller caller, PlannedChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.CancelAsync(sid, caller, token)))
            .WithName("CancelPlannedChange").Needs(Permissions.SimsBulk).WithSummary("Ends it. What has been ordered stays as it is.").Produces<PlannedChangeResource>();
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, PlannedChangeReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token)
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
                view => view.Plan.Id,
                view => PlannedChangeResource.Of(request, view, account, address));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, SimListResolver resolver, PlannedChangeService service, [AsParameters] Answers answers, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token, BodyLimit);
        var asked = PlannedChangeParameters.Read(parameters);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var key = request.Headers["Idempotency-Key"] is [{ Length: > 0 } given] ? given : null;
        var order = await asked.OrderAsync(resolver, caller.Scope, key, token);
        return order.Refusal is { } unusable
            ? ApiError.Of(unusable)
            : await answers.OfAsync(await service.OrderAsync(order.Value!, caller, token), StatusCodes.Status201Created);
    }

    private static Task<IResult> OccurrencesAsync(string sid, HttpRequest request, ApiList list, PlannedChangeReader reader, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        OccurrencesKey,
        () => reader.FindAsync(sid, scope, token),
        NoSuchPlannedChange(sid),
        (view, before, take) => reader.OccurrencesBeforeAsync(view.Plan.Id, before, take, token),
        (view, after, take) => reader.OccurrencesAfterAsync(view.Plan.Id, after, take, token),
        occurrence => occurrence.Id,
        (_, occurrence) => PlannedOccurrenceResource.Of(occurrence));

    private static Refusal NoSuchPlannedChange(string sid) => new(ErrorCodes.NotFound, $"There is no planned change {Cut.Short(sid)}.");

    /// <summary>What every endpoint answers with: the planned change as it is now.</summary>
    internal sealed record Answers([FromServices] PlannedChangeReader Reader, [FromServices] AccountService Account, [FromServices] ConsoleAddress Address, HttpRequest Request)
    {
        private FleetScope Scope => FleetScope.Of(Request.HttpContext.User);

        public async Task<IResult> OfAsync(Result<PlannedChange> result, int status = StatusCodes.Status200OK) =>
            result.Value is { } plan ? await FindAsync(plan.Sid, status) : ApiError.Of(result.Refusal!);

        public async Task<IResult> FindAsync(string sid, int status) => await Reader.FindAsync(sid, Scope, Request.HttpContext.RequestAborted) is { } view
            ? ApiJson.Answer(PlannedChangeResource.Of(Request, view, Account, Address), status)
            : ApiError.Of(NoSuchPlannedChange(sid));
    }
}
