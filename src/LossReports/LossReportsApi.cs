using Microsoft.AspNetCore.Mvc;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using SimConsole.LossReports.Evidence;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.LossReports;

/// <summary><c>/v1/LossReports</c>: not part of Super SIM, but follows its conventions.</summary>
public static class LossReportsApi
{
    private const string Key = "loss_reports";
    private const string SimsKey = "loss_report_sims";

    /// <summary>The largest body of a report, in bytes: room for the ICCIDs of all Sims that it may have.</summary>
    private const int BodyLimit = 4 * 1024 * 1024;

    public static void MapLossReports(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/LossReports").WithTags("LossReport");
        reports.MapGet("", ListAsync).WithName("ListLossReport").Needs(Permissions.SimsRead).WithSummary("Loss reports, newest first.").Lists<LossReportResource>(Key);
        reports.MapPost("", CreateAsync).WithMetadata(new RequestSizeLimitAttribute(BodyLimit)).WithName("CreateLossReport").Needs(Permissions.LossReport)
            .WithSummary("Takes lost or stolen SIMs off the network, ahead of all other work, and holds them there; 200 where it is only a preview.")
            .Produces<LossReportPreview>().Produces<LossReportResource>(StatusCodes.Status201Created).Takes(
                Word("Kind", "What happened.", Enum.GetValues<LossKind>().Select(kind => kind.Word()), required: true),
                Texts("Sims", "The SIMs: ICCIDs, SIDs, unique names, IMSIs, MSISDNs or EIDs, one or many in each value.", required: true),
                SimListParameters.AcceptRounded,
                Text("Reference", "The number that the police or an insurer gave it."),
                Text("Note", "Anything else to note."),
                Flag("Preview", "Whether only to say what would happen to the list."),
                Header("Idempotency-Key", "A text of your choice: the same request with the same key is one report."));
        reports.MapGet("/{Sid}", FetchAsync).WithName("FetchLossReport").Needs(Permissions.SimsRead).WithSummary("One loss report.").Produces<LossReportResource>();
        reports.MapGet("/{Sid}/Sims", SimsAsync).WithName("ListLossReportSim").Needs(Permissions.SimsRead).WithSummary("The SIMs of a loss report, each with the proof that it is off.").Lists<ReportedSimResource>(SimsKey);
        reports.MapGet("/{Sid}/Evidence", EvidenceAsync).WithName("FetchLossReportEvidence").Needs(Permissions.SimsRead)
            .WithSummary("The evidence sheet of a loss report, as a PDF: what was ordered and confirmed of each SIM, and the seal of the report in the audit.")
            .Produces<Stream>(contentType: EvidenceExport.Pdf)
            .Takes(Word("Paper", "The size of its pages; a4 unless given.", Enum.GetValues<EvidencePaper>().Select(paper => paper.Word())));
        reports.MapPost("/{Sid}/Release", ReleaseAsync).WithMetadata(new RequestSizeLimitAttribute(BodyLimit)).WithName("ReleaseLossReport").Needs(Permissions.LossRelease)
            .WithSummary("Releases SIMs, so that they can be activated again.").Produces<LossReportResource>().Takes(
                Text("Reason", "Why, for the record.", required: true),
                Texts("Sims", "The SIMs to release; all of the report unless given."),
                SimListParameters.AcceptRounded);
        reports.MapPost("/{Sid}/OrderAgain", OrderAgainAsync).WithName("OrderLossReportAgain").Needs(Permissions.LossReport)
            .WithSummary("Orders off again what this report holds and the network has not confirmed to be off.").Produces<LossReportResource>(StatusCodes.Status202Accepted);
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, LossReportReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token)
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
                report => report.Id,
                report => LossReportResource.Of(request, report, account, address));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, LossReportReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(sid, scope, token) is { } report
            ? ApiJson.Answer(LossReportResource.Of(request, report, account, address))
            : ApiError.Of(NoSuchReport(sid));

    private static async Task<IResult> CreateAsync(
        HttpRequest request,
        Caller caller,
        SimListResolver resolver,
        LossReportService reports,
        LossReportReader reader,
        AccountService account,
        ConsoleAddress address,
        CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token, BodyLimit);
        var kind = parameters.Choice("Kind", "lost or stolen", LossReportWords.Parse);
        var (reference, note, preview, named) = (parameters.Text("Reference"), parameters.Text("Note"), parameters.Flag("Preview") == true, parameters.Texts("Sims"));
        var acceptsRounded = parameters.AcceptsRounded();
        if (kind is null)
        {
            parameters.Refuse("Kind is missing; it takes lost or stolen.");
        }

        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var list = SimList.ReadNamed(named);
        if (list.Refusal is { } unusable)
        {
            return ApiError.Of(unusable with { Message = $"Sims: {unusable.Message}" });
        }

        var resolved = await resolver.ResolveAsync(list.Value!.Accepting(acceptsRounded), caller.Scope, token);
        if (preview)
        {
            return ApiJson.Answer(LossReportPreview.Of(resolved));
        }

        var idempotencyKey = request.Headers["Idempotency-Key"] is [{ Length: > 0 } given] ? given : null;
        var reported = await reports.ReportAsync(
            new LossOrder([.. resolved.Sims.Select(s => s.Id)], kind!.Value, reference, note, idempotencyKey), caller, token);
        if (reported.Value is not { } report)
        {
            return ApiError.Of(reported.Refusal!);
        }

        var summary = (await reader.FindAsync(report.Sid, caller.Scope, token))!;
        return ApiJson.Answer(LossReportResource.Of(request, summary, account, address) with { Preview = LossReportPreview.Of(resolved) }, StatusCodes.Status201Created);
    }

    private static Task<IResult> SimsAsync(string sid, HttpRequest request, ApiList list, LossReportReader reader, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        SimsKey,
        () => reader.FindAsync(sid, scope, token),
        NoSuchReport(sid),
        (report, before, take) => reader.SimsBeforeAsync(report.Id, before, take, token),
        (report, after, take) => reader.SimsAfterAsync(report.Id, after, take, token),
        sim => sim.SimId,
        (_, sim) => ReportedSimResource.Of(sim));

    private static async Task<IResult> EvidenceAsync(string sid, HttpRequest request, Caller caller, EvidenceReader reader, ConsoleAddress address, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var paper = parameters.Choice("Paper", "a4 or letter", EvidencePapers.Parse);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        return await reader.FindAsync(sid, caller, address.Of(request, ""), token) is { } sheet ? EvidenceExport.Answer(sheet, paper ?? EvidencePaper.A4, token) : ApiError.Of(NoSuchReport(sid));
    }

    private static async Task<IResult> ReleaseAsync(
        string sid,
        HttpRequest request,
        Caller caller,
        SimListResolver resolver,
        LossReportService reports,
        LossReportReader reader,
        AccountService account,
        ConsoleAddress address,
        CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token, BodyLimit);
        var (reason, named, acceptsRounded) = (parameters.Text("Reason") ?? "", parameters.Texts("Sims"), parameters.AcceptsRounded());
        IReadOnlyCollection<long>? ids = null;
        if (named.Count > 0 && parameters.Refusal is null)
        {
            // A release of some Sims is exact: a Sim that cannot be found is an error, and the caller is told at once.
            var list = SimList.ReadNamed(named);
            var resolved = list.Value is { } read ? await resolver.ResolveAsync(read.Accepting(acceptsRounded), caller.Scope, token) : null;
            var wrong = resolved?.Verdicts.FirstOrDefault(v => v.Kind is not (SimListVerdictKind.Found or SimListVerdictKind.Duplicate));
            if (list.Refusal is not null || wrong is not null)
            {
                parameters.Refuse(list.Refusal is { } unusable ? $"Sims: {unusable.Message}" : $"Sims: {wrong!.Text}: {wrong.Says} Nothing was released.");
            }

            ids = resolved?.Sims.Select(s => s.Id).ToList();
        }

        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var released = await reports.ReleaseAsync(sid, ids, reason, caller, token);
        return released.Refusal is { } refused
            ? ApiError.Of(refused)
            : ApiJson.Answer(LossReportResource.Of(request, (await reader.FindAsync(sid, caller.Scope, token))!, account, address));
    }

    private static async Task<IResult> OrderAgainAsync(
        string sid,
        HttpRequest request,
        Caller caller,
        LossReportService reports,
        LossReportReader reader,
        AccountService account,
        ConsoleAddress address,
        CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var ordered = await reports.OrderAgainAsync(sid, caller, token);
        return ordered.Refusal is { } refused
            ? ApiError.Of(refused)
            : ApiJson.Answer(LossReportResource.Of(request, (await reader.FindAsync(sid, caller.Scope, token))!, account, address), StatusCodes.Status202Accepted);
    }

    private static Refusal NoSuchReport(string sid) => new(ErrorCodes.NotFound, $"There is no loss report {Cut.Short(sid)}.");
}
