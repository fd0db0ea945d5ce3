using SimConsole.Api;
using SimConsole.Data;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Networks;

/// <summary><c>/v1/Networks</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class NetworksApi
{
    private const string Key = "networks";

    public static void MapNetworks(this IEndpointRouteBuilder api)
    {
        var networks = api.MapGroup("/Networks").WithTags("SupersimV1Network");
        networks.MapGet("", ListAsync).WithName("ListNetwork").Needs(Permissions.SimsRead).WithSummary("The networks that SIMs may attach to.").Lists<NetworkResource>(Key).Takes(
            Text("IsoCountry", "Only those of this country: two letters, ISO 3166-1 alpha-2."),
            Text("Mcc", "Only those with this mobile country code."),
            Text("Mnc", "Only those with this mobile network code."));
        networks.MapGet("/{Sid}", Fetch).WithName("FetchNetwork").Needs(Permissions.SimsRead).WithSummary("One network.").Produces<NetworkResource>();
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, NetworkCatalogue catalogue, ConsoleAddress address)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var (country, mcc, mnc) = (Given("IsoCountry"), Given("Mcc"), Given("Mnc"));
        if (parameters.Refusal is { } refusal)
        {
            return Task.FromResult(ApiError.Of(refusal));
        }

        var matching = catalogue.Matching(country, mcc, mnc);
        return list.AnswerAsync(
            request,
            Key,
            page,
            [("IsoCountry", country), ("Mcc", mcc), ("Mnc", mnc)],
            (before, take) => Task.FromResult<IReadOnlyList<Network>>([.. matching.Where(network => before is null || network.Id < before).Take(take)]),
            (after, take) => Task.FromResult<IReadOnlyList<Network>>([.. matching.Where(network => network.Id > after).TakeLast(take)]),
            network => network.Id,
            network => NetworkResource.Of(network, address, request));

        string? Given(string name) => parameters.Text(name) is { Length: > 0 } text ? text : null;
    }

    private static IResult Fetch(string sid, HttpRequest request, NetworkCatalogue catalogue, ConsoleAddress address) => catalogue.Find(sid) is { } network
        ? ApiJson.Answer(NetworkResource.Of(network, address, request))
        : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no network {Cut.Short(sid)}."));
}

/// <summary>A network as the API shows it. Source: the Super SIM contract, <c>supersim.v1.network</c>.</summary>
public sealed record NetworkResource(string Sid, string FriendlyName, string IsoCountry, IReadOnlyList<Plmn> Identifiers, string Url)
{
    internal static NetworkResource Of(Network network, ConsoleAddress address, HttpRequest request) =>
        new(network.Sid, network.FriendlyName, network.IsoCountry, network.Identifiers, address.Of(request, $"{ConsoleAddress.ApiRoot}/Networks/{network.Sid}"));
}
