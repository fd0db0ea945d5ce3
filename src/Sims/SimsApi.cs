using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Sims.Tags;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Sims;

/// <summary><c>/v1/Sims</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class SimsApi
{
    private const string Key = "sims";

    public static void MapSims(this IEndpointRouteBuilder api)
    {
        var sims = api.MapGroup("/Sims").WithTags("SupersimV1Sim");
        sims.MapGet("", ListAsync).WithName("ListSim").Needs(Permissions.SimsRead).WithSummary("SIMs, newest first.").Lists<SimResource>(Key).Takes(
        [
            Word("Status", "Only those of this status.", SimStatuses.All.Select(s => s.Word())),
            Text("Fleet", "Only those of this Fleet: its SID or unique name."),
            Text("Iccid", "Only the one with this ICCID."),
            Texts("WhereTag", "Only those with this tag; where several are given, those that have them all; not of Super SIM."),
            .. SimFilterParameters.Conditions("Only those", "; not of Super SIM."),
        ]);
        sims.MapPost("", CreateAsync).WithName("CreateSim").Needs(Permissions.SimsWrite).WithSummary("Registers a card of the inventory.").Produces<SimResource>(StatusCodes.Status201Created).Takes(
            Text("Iccid", "The ICCID that is printed on the card.", required: true),
            Text("RegistrationCode", "The code that came with the card.", required: true));
        sims.MapGet("/{Sid}", FetchAsync).WithName("FetchSim").Needs(Permissions.SimsRead).WithSummary("One SIM, by its SID or unique name.").Produces<SimResource>();
        sims.MapPost("/{Sid}", UpdateAsync).WithName("UpdateSim").Needs(Permissions.SimsWrite)
            .WithSummary("Renames a SIM, moves it to another Fleet, or begins a change of its status: 202 where the network has to confirm something.")
            .Produces<SimResource>().Produces<SimResource>(StatusCodes.Status202Accepted).Takes(
                Text("UniqueName", "A name that no other SIM has; empty to remove it."),
                Word("Status", "The status to bring it to.", new[] { SimStatus.Ready, SimStatus.Active, SimStatus.Inactive }.Select(s => s.Word())),
                Text("Fleet", "SID or unique name of the Fleet to move it to; empty to take it out."),
                Url("CallbackUrl", "Whom to tell of the beginning and of the end of this change."),
                Method("CallbackMethod", "How to call CallbackUrl; POST unless given."),
                Text("AccountSid", "The account that it belongs to; there is one only."));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, SimReader reader, SimResources resources, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var (status, fleet) = (parameters.Status("Status"), NullIfEmpty(parameters.Text("Fleet")));
        var query = new SimQuery
        {
            Statuses = status is { } only ? [only] : [],
            Fleets = fleet is null ? [] : [fleet],
            Iccid = NullIfEmpty(Iccid.Cleaned(parameters.Text("Iccid") ?? "")),
            Tags = parameters.Tags("WhereTag"),
        }.WithConditions(parameters);
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Status", status?.Word()), ("Fleet", fleet), ("Iccid", query.Iccid), .. query.Tags.Select(tag => ("WhereTag", (string?)tag)), .. SimFilterParameters.ConditionsOf(query)],
                (before, take) => reader.ListBeforeAsync(query, before, take, scope, token),
                (after, take) => reader.ListAfterAsync(query, after, take, scope, token),
                sim => sim.Id,
                sim => resources.Of(request, sim));
    }

    private static async Task<IResult> FetchAsync(string sid, HttpRequest request, SimReader reader, SimResources resources, FleetScope scope, CancellationToken token) =>
        await reader.FindAsync(sid, scope, token) is { } sim
            ? ApiJson.Answer(resources.Of(request, sim))
            : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no SIM {Cut.Short(sid)}."));

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Caller caller, InventoryService inventory, SimResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var (iccid, code) = (parameters.Text("Iccid") ?? "", parameters.Text("RegistrationCode") ?? "");
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var registered = await inventory.RegisterAsync(iccid, code, caller, token);
        return registered.Value is { } made
            ? ApiJson.Answer(resources.Of(request, made.Sim), StatusCodes.Status201Created)
            : ApiError.Of(registered.Refusal!);
    }

    private static async Task<IResult> UpdateAsync(
        string sid, HttpRequest request, Caller caller, SimService sims, AccountService account, SimResources resources, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = new SimUpdate
        {
            UniqueName = parameters.Text("UniqueName"),
            Status = parameters.Status("Status"),
            Fleet = parameters.Text("Fleet"),
            Callback = parameters.Callback(),
        };
        RefuseOtherAccount(parameters, account);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var updated = await sims.UpdateAsync(sid, update, caller, token);
        return updated.Value is { } done
            ? ApiJson.Answer(resources.Of(request, done.Sim), done.Scheduled ? StatusCodes.Status202Accepted : StatusCodes.Status200OK)
            : ApiError.Of(updated.Refusal!);
    }

    private static void RefuseOtherAccount(ApiParameters parameters, AccountService account)
    {
        if (parameters.Text("AccountSid") is { } accountSid && accountSid != account.Sid)
        {
            parameters.Refuse("AccountSid names another account, and there is only one here. Leave it out.");
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
