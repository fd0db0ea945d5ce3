using System.ComponentModel.DataAnnotations;
using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Usage;

/// <summary><c>/v1/Sims/{Sid}/IpAddresses</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class IpAddressesApi
{
    private const string Key = "ip_addresses";

    public static void MapIpAddresses(this IEndpointRouteBuilder api) => api.MapGet("/Sims/{SimSid}/IpAddresses", ListAsync)
        .WithTags("SupersimV1SimIpAddress").WithName("ListSimIpAddress").Needs(Permissions.SimsRead).WithSummary("The address that a SIM has at this moment.").Lists<IpAddressResource>(Key);

    private static Task<IResult> ListAsync(string simSid, HttpRequest request, ApiList list, SimReader sims, SessionReader sessions, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        Key,
        () => sims.FindAsync(simSid, scope, token),
        new Refusal(ErrorCodes.NotFound, $"There is no SIM {Cut.Short(simSid)}."),

        // A SIM has one address at a time, and only while it has a session: a first page, and none before or after it.
        async (sim, before, _) => before is null && await sessions.CurrentAsync(sim.Id, token) is { } session ? [session] : [],
        (_, _, _) => Task.FromResult<IReadOnlyList<DataSession>>([]),
        session => session.StartedAt.ToUnixTimeMilliseconds(),
        (_, session) => IpAddressResource.Of(session));
}

/// <summary>An address as the API shows it. Source: the Super SIM contract, <c>supersim.v1.sim.sim_ip_address</c>.</summary>
public sealed record IpAddressResource(string IpAddress, [property: AllowedValues("IPv4", "IPv6")] string IpAddressVersion)
{
    internal static IpAddressResource Of(DataSession session) => new(session.Address, session.Address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4");
}
