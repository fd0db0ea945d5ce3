using Microsoft.AspNetCore.Mvc;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims.Lists;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.BulkChanges;

/// <summary><c>/v1/BulkChanges</c>: not part of Super SIM, but following its conventions.</summary>
public static class BulkChangesApi
{
    private const string Key = "bulk_changes";
    private const string SimsKey = "bulk_change_sims";
    private const string LinesKey = "bulk_change_lines";

    /// <summary>The largest body of an order, in bytes: room for the ICCIDs of more than a million Sims.</summary>
    private const int BodyLimit = 32 * 1024 * 1024;

    public static void MapBulkChanges(this IEndpointRouteBuilder api)
    {
        var bulks = api.MapGroup("/BulkChanges").WithTags("BulkChange");
        bulks.MapGet("", ListAsync).WithName("ListBulkChange").Needs(Permissions.SimsRead).WithSummary("Bulk changes, newest first.").Lists<BulkChangeResource>(Key);
        bulks.MapPost("", CreateAsync).WithMetadata(new RequestSizeLimitAttribute(BodyLimit)).WithName("CreateBulkChange").Needs(Permissions.SimsBulk)
            .WithSummary("Orders one change for many SIMs, or previews it.").Produces<BulkChangeResource>(StatusCodes.Status201Created).Takes(
            [
                .. BulkChangeParameters.Parameters,
                Header("Idempotency-Key", "A text of your choice: the same request with the same key is one bulk change."),
            ]);
        bulks.MapGet("/{Sid}", (string sid, [AsParameters] Answers answers) => answers.FindAsync(sid, StatusCodes.Status200OK))
            .WithName("FetchBulkChange").Needs(Permissions.SimsRead).WithSummary("One bulk change, with its counts as they are now.").Produces<BulkChangeResource>();
        bulks.MapGet("/{Sid}/Sims", SimsAsync).WithName("ListBulkChangeSim").Needs(Permissions.SimsRead).WithSummary("Its SIMs, each with its result.").Lists<BulkChangeSimResource>(SimsKey).Takes(
            Word("Result", "Only those with this result.", Enum.GetValues<BulkChangeResult>().Select(r => r.Word())));
        bulks.MapGet("/{Sid}/Lines", LinesAsync).WithName("ListBulkChangeLine").Needs(Permissions.SimsRead).WithSummary("The lines of its list that added no SIM.").Lists<BulkChangeLineResource>(LinesKey);
        bulks.MapPost("/{Sid}/Commit", async (string sid, Caller caller, BulkChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.CommitAsync(sid, caller, token)))
            .WithName("CommitBulkChange").Needs(Permissions.SimsBulk).WithSummary("Orders what was previewed.").Produces<BulkChangeResource>();
        bulks.MapPost("/{Sid}/Pause", async (string sid, Caller caller, BulkChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.PauseAsync(sid, caller, token)))
            .WithName("PauseBulkChange").Needs(Permissions.SimsBulk).WithSummary("Begins nothing more until it is resumed.").Produces<BulkChangeResource>();
        bulks.MapPost("/{Sid}/Resume", async (string sid, Caller caller, BulkChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.ResumeAsync(sid, caller, token)))
            .WithName("ResumeBulkChange").Needs(Permissions.SimsBulk).WithSummary("Continues where it was paused.").Produces<BulkChangeResource>();
        bulks.MapPost("/{Sid}/Cancel", async (string sid, Caller caller, BulkChangeService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.CancelAsync(sid, caller, token)))
            .WithName("CancelBulkChange").Needs(Permissions.SimsBulk).WithSummary("Leaves the SIMs that have not changed so far as they are.").Produces<BulkChangeResource>();
        bulks.MapPost("/{Sid}/Undo", UndoAsync).WithName("UndoBulkChange").Needs(Permissions.SimsBulk).WithSummary("Brings each SIM back to its own earlier status, Fleet or tags.")
            .Produces<BulkChangeResource>(StatusCodes.Status201Created).Takes(Flag("Preview", "Whether only to say what would happen to them."));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, BulkChangeReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token)
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
                view => view.Bulk.Id,
                view => BulkChangeResource.Of(request, view, account, address));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, SimListResolver resolver, BulkChangeService service, [AsParameters] Answers answers, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token, BodyLimit);
        var asked = BulkChangeParameters.Read(parameters);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var selection = await asked.SelectAsync(resolver, caller.Scope, token);
        if (selection.Refusal is { } unusable)
        {
            return ApiError.Of(unusable);
        }

        var key = request.Headers["Idempotency-Key"] is [{ Length: > 0 } given] ? given : null;
        var order = new BulkOrder(asked.Kind, selection.Value!, asked.Fleet, asked.Reason, key, key is null ? null : asked.Digest) { Tag = asked.Tag };
        var previewed = await service.PreviewAsync(order, caller, null, token);
        return asked.Preview || previewed.Value is null
            ? await answers.OfAsync(previewed, StatusCodes.Status201Created)
            : await CommitAsync(previewed.Value, caller, service, answers, token);
    }

    private static async Task<IResult> UndoAsync(
        string sid, HttpRequest request, Caller caller, BulkChangeService service, [AsParameters] Answers answers, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var preview = parameters.Flag("Preview") == true;
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var previewed = await service.PreviewUndoAsync(sid, caller, null, token);
        return preview || previewed.Value is null
            ? await answers.OfAsync(previewed, StatusCodes.Status201Created)
            : await CommitAsync(previewed.Value, caller, service, answers, token);
    }

    /// <summary>The answer to a request that orders at once.</summary>
    private static async Task<IResult> CommitAsync(BulkChange frozen, Caller caller, BulkChangeService service, Answers answers, CancellationToken token) =>
        await answers.OfAsync(await service.CommitOrDiscardAsync(frozen, caller, token), StatusCodes.Status201Created);

    private static async Task<IResult> SimsAsync(string sid, HttpRequest request, ApiList list, BulkChangeReader reader, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, SimsKey);
        var result = parameters.Choice("Result", $"one of {string.Join(", ", Enum.GetValues<BulkChangeResult>().Select(r => r.Word()))}", BulkChangeWords.ParseResult);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        return await reader.FindAsync(sid, scope, token) is { } view
            ? await list.AnswerAsync(
                request,
                SimsKey,
                page,
                [("Result", result?.Word())],
                (before, take) => reader.SimsBeforeAsync(view.Bulk, result, before, take, token),
                async (after, take) => [.. (await reader.SimsAfterAsync(view.Bulk, result, after, take, token)).Reverse()],
                sim => sim.Row.SimId,
                sim => BulkChangeSimResource.Of(sim, view))
            : ApiError.Of(NoSuchBulkChange(sid));
    }

    private static Task<IResult> LinesAsync(string sid, HttpRequest request, ApiList list, BulkChangeReader reader, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        LinesKey,
        () => reader.FindAsync(sid, scope, token),
        NoSuchBulkChange(sid),
        (view, before, take) => reader.LinesBeforeAsync(view.Bulk.Id, (int?)before, take, token),
        async (view, after, take) => [.. (await reader.LinesAfterAsync(view.Bulk.Id, (int)after, take, token)).Reverse()],
        line => line.Number,
        (_, line) => BulkChangeLineResource.Of(line));

    private static Refusal NoSuchBulkChange(string sid) => new(ErrorCodes.NotFound, $"There is no bulk change {Cut.Short(sid)}.");

    /// <summary>What every endpoint answers with: the bulk change as it is now.</summary>
    internal sealed record Answers([FromServices] BulkChangeReader Reader, [FromServices] AccountService Account, [FromServices] ConsoleAddress Address, HttpRequest Request)
    {
        private FleetScope Scope => FleetScope.Of(Request.HttpContext.User);

        public async Task<IResult> OfAsync(Result<BulkChange> result, int status = StatusCodes.Status200OK) =>
            result.Value is { } bulk ? await FindAsync(bulk.Sid, status) : ApiError.Of(result.Refusal!);

        public async Task<IResult> FindAsync(string sid, int status) => await Reader.FindAsync(sid, Scope, Request.HttpContext.RequestAborted) is { } view
            ? ApiJson.Answer(BulkChangeResource.Of(Request, view, Account, Address), status)
            : ApiError.Of(NoSuchBulkChange(sid));
    }
}
