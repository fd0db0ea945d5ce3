using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Billing;

/// <summary><c>/v1/Sims/{Sid}/BillingPeriods</c>. Source of names and shapes: the Super SIM contract, version 1.</summary>
public static class BillingPeriodsApi
{
    private const string Key = "billing_periods";

    public static void MapBillingPeriods(this IEndpointRouteBuilder api) => api.MapGet("/Sims/{SimSid}/BillingPeriods", ListAsync)
        .WithTags("SupersimV1BillingPeriod").WithName("ListBillingPeriod").Needs(Permissions.SimsRead).WithSummary("The periods for which a SIM is billed.").Lists<BillingPeriodResource>(Key);

    private static Task<IResult> ListAsync(
        string simSid, HttpRequest request, ApiList list, SimReader sims, BillingPeriodService periods, AccountService account, FleetScope scope, CancellationToken token) => list.AnswerOfAsync(
        request,
        Key,
        () => sims.FindAsync(simSid, scope, token),
        new Refusal(ErrorCodes.NotFound, $"There is no SIM {Cut.Short(simSid)}."),
        (sim, before, take) => periods.ListBeforeAsync(sim.Id, before, take, token),
        (sim, after, take) => periods.ListAfterAsync(sim.Id, after, take, token),
        period => period.Id,
        (sim, period) => BillingPeriodResource.Of(period, sim, account.Sid));
}

/// <summary>A billing period as the API shows it. Source: the Super SIM contract, <c>supersim.v1.sim.billing_period</c>.</summary>
public sealed record BillingPeriodResource(
    string Sid, string AccountSid, string SimSid, string StartTime, string EndTime, [property: AllowedValues("ready", "active")] string PeriodType, string DateCreated, string DateUpdated)
{
    /// <remarks>A period counts as created when it began, no matter when it was first asked for.</remarks>
    internal static BillingPeriodResource Of(BillingPeriod period, SimRow sim, string accountSid) => new(
        period.Sid,
        accountSid,
        sim.Sid,
        ApiJson.Time(period.StartsAt),
        ApiJson.Time(period.EndsAt),
        period.Type == BillingPeriodType.Ready ? "ready" : "active",
        ApiJson.Time(period.StartsAt),
        ApiJson.Time(period.UpdatedAt));
}
