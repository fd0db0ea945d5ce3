using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Networks;
using SimConsole.Sims;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Usage;

/// <summary><c>/v1/UsageRecords</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class UsageRecordsApi
{
    private const string Key = "usage_records";

    public static void MapUsageRecords(this IEndpointRouteBuilder api) => api.MapGet("/UsageRecords", ListAsync)
        .WithTags("SupersimV1UsageRecord").WithName("ListUsageRecord").Needs(Permissions.SimsRead).WithSummary("What SIMs used, added up by time and by what it is grouped by.").Lists<UsageRecordResource>(Key).Takes(
            Text("Sim", "Only what this SIM used: its SID or unique name."),
            Text("Fleet", "Only what SIMs used that were in this Fleet then: its SID or unique name."),
            Text("Network", "Only what was used on the network with this SID."),
            Text("IsoCountry", "Only what was used in this country: two letters, ISO 3166-1 alpha-2."),
            Word("Group", "What it is added up by; by nothing but time unless given.", ["sim", "fleet", "network", "isoCountry"]),
            Word("Granularity", "The times it is added up over; all of it unless given.", ["hour", "day", "all"]),
            Time("StartTime", "The first moment, on an hour or a day in UTC; one month before the end unless given."),
            Time("EndTime", "The first moment that is no longer counted; the present one unless given."));

    private static async Task<IResult> ListAsync(
        HttpRequest request, ApiList list, UsageReader reader, UsageResources resources, SimReader sims, FleetService fleets, NetworkCatalogue catalogue, TimeProvider time,
        FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var group = parameters.Choice("Group", "one of sim, fleet, network, isoCountry", GroupOf) ?? UsageGroup.None;
        var granularity = parameters.Choice("Granularity", "one of hour, day, all", GranularityOf) ?? UsageGranularity.All;
        var (sim, fleet, network, country) = (Given("Sim"), Given("Fleet"), Given("Network"), Given("IsoCountry"));
        var (start, end) = (Given("StartTime"), Given("EndTime"));
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var read = UsagePeriod.Read(start, end, granularity, group, time.GetUtcNow());
        if (read.Value is not { } times)
        {
            return ApiError.Of(read.Refusal!);
        }

        var simId = sim is null ? null : (await sims.FindAsync(sim, scope, token))?.Id;
        var fleetId = fleet is null ? null : (await fleets.FindAsync(fleet, scope, token))?.Id;
        var networkId = network is null ? null : catalogue.Find(network)?.Id;
        var named = country is null ? null : catalogue.Matching(country, null, null).FirstOrDefault()?.IsoCountry;
        var unknown = (sim is not null && simId is null) || (fleet is not null && fleetId is null) || (network is not null && networkId is null) || (country is not null && named is null);
        var query = new UsageQuery(group, granularity, times.Start, times.End, simId, fleetId, networkId, named);
        return await list.AnswerAsync(
            request,
            Key,
            page,
            [
                ("Sim", sim), ("Fleet", fleet), ("Network", network), ("IsoCountry", country), ("Group", parameters.Text("Group")), ("Granularity", parameters.Text("Granularity")),
                ("StartTime", start), ("EndTime", end),
            ],
            async (before, take) => unknown ? [] : await resources.OfAsync(query, times, await reader.ListBeforeAsync(query, before, take, scope, token), token),
            async (after, take) => unknown ? [] : await resources.OfAsync(query, times, await reader.ListAfterAsync(query, after, take, scope, token), token),
            record => record.Id,
            record => record.Resource);

        string? Given(string name) => parameters.Text(name) is { Length: > 0 } text ? text : null;
    }

    private static UsageGroup? GroupOf(string word) => word switch
    {
        "sim" => UsageGroup.Sim,
        "fleet" => UsageGroup.Fleet,
        "network" => UsageGroup.Network,
        "isoCountry" => UsageGroup.IsoCountry,
        _ => null,
    };

    private static UsageGranularity? GranularityOf(string word) => word switch
    {
        "hour" => UsageGranularity.Hour,
        "day" => UsageGranularity.Day,
        "all" => UsageGranularity.All,
        _ => null,
    };
}
