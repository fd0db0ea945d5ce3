using System.Security.Claims;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;

namespace SimConsole.Sims;

/// <summary><c>/v1/Sims</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class SimsApi
{
    private const string Key = "sims";

    public static void MapSims(this IEndpointRouteBuilder api)
    {
        var sims = api.MapGroup("/Sims");
        sims.MapGet("", ListAsync);
        sims.MapPost("", CreateAsync);
        sims.MapGet("/{sid}", FetchAsync);
        sims.MapPost("/{sid}", UpdateAsync);
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, SimReader reader, SimResources resources, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var query = new SimQuery { Status = parameters.Status("Status"), Fleet = NullIfEmpty(parameters.Text("Fleet")), Iccid = NullIfEmpty(parameters.Text("Iccid")) };
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Status", query.Status?.Word()), ("Fleet", query.Fleet), ("Iccid", query.Iccid)],
                (before, take) => reader.ListBeforeAsync(query, before, take, token),
                (after, take) => reader.ListAfterAsync(query, after, take, token),
                sim => sim.Id,
                sim => resources.Of(request, sim));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, SimReader reader, SimResources resources, CancellationToken token) =>
        await reader.FindAsync(sid, token) is { } sim
            ? ApiJson.Answer(resources.Of(request, sim))
            : ApiError.Of(new Refusal(20404, $"There is no Sim {ApiParameters.Shown(sid)}."));

    private static async Task<IResult> CreateAsync(
        HttpRequest request, ClaimsPrincipal program, InventoryService inventory, SimResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var (iccid, code) = (parameters.Text("Iccid") ?? "", parameters.Text("RegistrationCode") ?? "");
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var registered = await inventory.RegisterAsync(iccid, code, Actor(program), token);
        return registered.Value is { } made
            ? ApiJson.Answer(resources.Of(request, made.Sim), StatusCodes.Status201Created)
            : ApiError.Of(registered.Refusal!);
    }

    private static async Task<IResult> UpdateAsync(
        string sid, HttpRequest request, ClaimsPrincipal program, SimService sims, AccountService account, SimResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = new SimUpdate
        {
            UniqueName = parameters.Text("UniqueName"),
            Status = parameters.Status("Status"),
            Fleet = parameters.Text("Fleet"),
            Callback = Callback(parameters),
        };
        RefuseOtherAccount(parameters, account);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var updated = await sims.UpdateAsync(sid, update, Actor(program), token);
        return updated.Value is { } done
            ? ApiJson.Answer(resources.Of(request, done.Sim), done.Scheduled ? StatusCodes.Status202Accepted : StatusCodes.Status200OK)
            : ApiError.Of(updated.Refusal!);
    }

    private static CallbackRequest? Callback(ApiParameters parameters)
    {
        var method = parameters.Method("CallbackMethod") ?? CallMethod.Post;
        if (parameters.Text("CallbackUrl") is not { Length: > 0 } url)
        {
            return null;
        }

        var request = CallbackRequest.Of(url, method);
        if (request.Refusal is { } refusal)
        {
            parameters.Refuse(refusal.Message);
        }

        return request.Value;
    }

    private static void RefuseOtherAccount(ApiParameters parameters, AccountService account)
    {
        if (parameters.Text("AccountSid") is { } accountSid && accountSid != account.Sid)
        {
            parameters.Refuse("AccountSid names another account, and there is only one here. Leave it out.");
        }
    }

    private static Actor Actor(ClaimsPrincipal program) => new(program.Identity!.Name!, OrderSource.Api);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
