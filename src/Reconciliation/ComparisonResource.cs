using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;

namespace SimConsole.Reconciliation;

/// <summary>A comparison with the network, as the API shows it.</summary>
/// <param name="Scope">Whether it is about all Sims, those of a Fleet, or one.</param>
/// <param name="Compared">How many Sims were compared so far; one whose status is changing is not compared.</param>
/// <param name="Found">How many differences were found so far that were not known before; <c>/v1/Drifts</c> has them.</param>
/// <param name="Failure">Why it ended before its last Sim.</param>
public sealed record ComparisonResource(
    string Sid,
    string AccountSid,
    [property: AllowedValues("all", "fleet", "sim")] string Scope,
    string? FleetSid,
    string? SimSid,
    string RequestedBy,
    [property: AllowedValues("queued", "under_way", "completed", "failed")] string State,
    int Compared,
    int Found,
    string? Failure,
    string DateCreated,
    string? DateEnded,
    string Url)
{
    public static ComparisonResource Of(HttpRequest request, ComparisonRow comparison, AccountService account, ConsoleAddress address) => new(
        comparison.Run.Sid,
        account.Sid,
        comparison.Run.Scope.ToString().ToLowerInvariant(),
        comparison.FleetSid,
        comparison.SimSid,
        comparison.Run.RequestedBy,
        comparison.Run.State == ComparisonState.UnderWay ? "under_way" : comparison.Run.State.ToString().ToLowerInvariant(),
        comparison.Run.Compared,
        comparison.Run.Found,
        comparison.Run.Failure,
        ApiJson.Time(comparison.Run.RequestedAt),
        comparison.Run.EndedAt is { } ended ? ApiJson.Time(ended) : null,
        address.Of(request, $"{ConsoleAddress.ApiRoot}/Comparisons/{comparison.Run.Sid}"));
}
