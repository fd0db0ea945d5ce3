using Microsoft.AspNetCore.Mvc;
using SimConsole.Accounts;
using SimConsole.Api;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Inventory.Imports;

/// <summary><c>/v1/Imports</c>: not part of Super SIM, but by its conventions.</summary>
public static class ImportsApi
{
    private const string Key = "imports";
    private const string LinesKey = "import_lines";

    private static readonly CardVerdictKind[] Kept = [CardVerdictKind.AlreadyThere, CardVerdictKind.Duplicate, CardVerdictKind.Bad];

    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/Imports").WithTags("Import");
        imports.MapGet("", ListAsync).WithName("ListImport").Needs(Permissions.Import).WithSummary("Imports, newest first.").Lists<ImportResource>(Key);
        imports.MapPost("", CreateAsync).WithMetadata(new RequestSizeLimitAttribute(ImportParameters.BodyLimit)).DisableAntiforgery().TakesFile(ImportParameters.Part, ImportParameters.Csv).WithName("CreateImport").Needs(Permissions.Import)
            .WithSummary("Imports a list of cards: a CSV file, as the part File of a multipart/form-data form or as a body of the type text/csv; 200 where it is only a preview.")
            .Produces<ImportPreviewResource>().Produces<ImportResource>(StatusCodes.Status201Created).Takes(
                Word("Target", "What the cards become; sims unless given.", Enum.GetValues<CardTarget>().Select(target => target.Word())),
                Text("IccidColumn", "The heading of the column that holds the ICCIDs which are meant, where several do."),
                Flag("AcceptRounded", "Whether numbers that end in zeros as a spreadsheet leaves them are real; they are kept out unless true."),
                Flag("AcceptAsPrinted", "Whether cards have numbers without a right check digit, or with a hexadecimal one; they are kept out unless true."),
                Flag("AcceptMended", "Whether IMSIs that lost the zeros at their front are read with them, where the other IMSIs of the file leave one answer; they are kept out unless true."),
                Text("FileName", "A name for the file, for people; that of the part unless given."),
                Flag("Preview", "Whether only to say what would happen to the lines."),
                Header("Idempotency-Key", "A text of your choice: the same request with the same key is one import."));
        imports.MapGet("/{Sid}", (string sid, [AsParameters] Answers answers) => answers.FindAsync(sid, StatusCodes.Status200OK))
            .WithName("FetchImport").Needs(Permissions.Import).WithSummary("One import, with its counts as they are now.").Produces<ImportResource>();
        imports.MapGet("/{Sid}/Lines", LinesAsync).WithName("ListImportLine").Needs(Permissions.Import).WithSummary("The lines of its file that were not imported, the last one first.")
            .Lists<ImportLineResource>(LinesKey).Takes(Word("Kind", "Only those with this verdict.", Kept.Select(kind => kind.Word())));
        imports.MapPost("/{Sid}/Pause", async (string sid, Caller caller, ImportService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.PauseAsync(sid, caller, token)))
            .WithName("PauseImport").Needs(Permissions.Import).WithSummary("Imports nothing more until it is resumed.").Produces<ImportResource>();
        imports.MapPost("/{Sid}/Resume", async (string sid, Caller caller, ImportService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.ResumeAsync(sid, caller, token)))
            .WithName("ResumeImport").Needs(Permissions.Import).WithSummary("Continues where it was paused.").Produces<ImportResource>();
        imports.MapPost("/{Sid}/Stop", async (string sid, Caller caller, ImportService service, [AsParameters] Answers answers, CancellationToken token) =>
            await answers.OfAsync(await service.StopAsync(sid, caller, token)))
            .WithName("StopImport").Needs(Permissions.Import).WithSummary("Ends it; what has been imported stays.").Produces<ImportResource>();
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, ImportReader reader, AccountService account, ConsoleAddress address, FleetScope scope, CancellationToken token)
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
                import => import.Id,
                import => ImportResource.Of(request, import, account, address));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, CardImport cards, ImportService service, [AsParameters] Answers answers, CancellationToken token)
    {
        var upload = await ImportParameters.ReadAsync(request, token);
        var parameters = upload.Others;
        var target = parameters.Choice("Target", $"one of {string.Join(", ", Enum.GetValues<CardTarget>().Select(each => each.Word()))}", ImportWords.ParseTarget) ?? CardTarget.Sims;
        var (rounded, printed, preview) = (parameters.Flag("AcceptRounded") == true, parameters.Flag("AcceptAsPrinted") == true, parameters.Flag("Preview") == true);
        var mended = parameters.Flag("AcceptMended") == true;
        var iccids = parameters.Text("IccidColumn");
        var name = parameters.Text("FileName") ?? upload.FileName ?? "cards.csv";
        if (upload.Fault is { } fault)
        {
            parameters.Refuse(fault);
        }

        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var received = await ReceiveAsync(upload.Content!, token);
        if (received.Value is not { } file)
        {
            return ApiError.Of(received.Refusal!);
        }

        await using (file)
        {
            (file.AcceptsRounded, file.AcceptsAsPrinted, file.AcceptsMended) = (rounded, printed, mended);
            if (iccids is not null && !Take(file, iccids))
            {
                return ApiError.Of(new Refusal(ErrorCodes.Invalid, $"IccidColumn is '{Cut.Short(iccids)}'; the columns of the file are {Cut.Short(string.Join(", ", file.Mapping.Select(column => column.Heading)))}."));
            }

            if (file.Undecided is { } undecided)
            {
                return ApiError.Of(new Refusal(ErrorCodes.Invalid, $"{undecided} IccidColumn takes its heading."));
            }

            if (preview)
            {
                return ApiJson.Answer(ImportPreviewResource.Of(file, await cards.PreviewAsync(file, target, null, token)));
            }

            var key = request.Headers["Idempotency-Key"] is [{ Length: > 0 } given] ? given : null;
            return await answers.OfAsync(await service.OrderAsync(file, new ImportOrder(target, name, key), caller, null, token), StatusCodes.Status201Created);
        }
    }

    private static bool Take(CardFile file, string heading)
    {
        var column = file.Mapping.FirstOrDefault(column => column.Heading.Equals(heading.Trim(), StringComparison.OrdinalIgnoreCase));
        if (column is not null)
        {
            file.Take(column.Index, CardField.Iccid);
        }

        return column is not null;
    }

    private static async Task<Result<CardFile>> ReceiveAsync(Stream content, CancellationToken token)
    {
        try
        {
            return await CardFile.ReceiveAsync(content, null, token);
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? CardFile.TooLarge : new Refusal(ErrorCodes.Invalid, "The body did not arrive whole. Send it again.");
        }
    }

    private static async Task<IResult> LinesAsync(string sid, HttpRequest request, ApiList list, ImportReader reader, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, LinesKey);
        var kind = parameters.Choice("Kind", $"one of {string.Join(", ", Kept.Select(each => each.Word()))}", ImportWords.ParseKind);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        return await reader.FindAsync(sid, scope, token) is { } import
            ? await list.AnswerAsync(
                request,
                LinesKey,
                page,
                [("Kind", kind?.Word())],
                (before, take) => reader.LinesBeforeAsync(import.Id, kind, (int?)before, take, token),
                async (after, take) => [.. (await reader.LinesAfterAsync(import.Id, kind, (int)after, take, token)).Reverse()],
                line => line.Line,
                ImportLineResource.Of)
            : ApiError.Of(ImportService.NoSuchImport(sid));
    }

    /// <summary>What every endpoint answers with: the import as it is now.</summary>
    internal sealed record Answers([FromServices] ImportReader Reader, [FromServices] AccountService Account, [FromServices] ConsoleAddress Address, HttpRequest Request)
    {
        public async Task<IResult> OfAsync(Result<Import> result, int status = StatusCodes.Status200OK) =>
            result.Value is { } import ? await FindAsync(import.Sid, status) : ApiError.Of(result.Refusal!);

        public async Task<IResult> FindAsync(string sid, int status) => await Reader.FindAsync(sid, FleetScope.Of(Request.HttpContext.User), Request.HttpContext.RequestAborted) is { } import
            ? ApiJson.Answer(ImportResource.Of(Request, import, Account, Address), status)
            : ApiError.Of(ImportService.NoSuchImport(sid));
    }
}
