using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Networks;

namespace SimConsole.Usage;

/// <summary>A time in the API.</summary>
public sealed record UsagePeriodResource(string StartTime, string EndTime);

/// <summary>A usage record as the API shows it. Source: the Super SIM contract, <c>supersim.v1.usage_record</c>.</summary>
public sealed record UsageRecordResource(
    string AccountSid,
    string? SimSid,
    string? NetworkSid,
    string? FleetSid,
    string? IsoCountry,
    UsagePeriodResource Period,
    long DataUpload,
    long DataDownload,
    long DataTotal,
    decimal DataTotalBilled,
    string BilledUnit);

/// <summary>Makes records of totals: they name what was grouped by or asked for, and what it cost.</summary>
public sealed class UsageResources(
    IDbContextFactory<SimConsoleDb> databases, NetworkCatalogue catalogue, AccountService account, IOptions<UsageOptions> options)
{
    /// <summary>The records of totals, in their order, each with its place in the list.</summary>
    public async Task<IReadOnlyList<(long Id, UsageRecordResource Resource)>> OfAsync(UsageQuery query, UsageTimes times, IReadOnlyList<UsageTotal> totals, CancellationToken token)
    {
        var sims = await SidsAsync(query.Group == UsageGroup.Sim, query.SimId, totals, (db, ids) => db.Sims.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Sid }).ToDictionaryAsync(s => s.Id, s => s.Sid, token), token);
        var fleets = await SidsAsync(query.Group == UsageGroup.Fleet, query.FleetId, totals, (db, ids) => db.Fleets.Where(f => ids.Contains(f.Id)).Select(f => new { f.Id, f.Sid }).ToDictionaryAsync(f => f.Id, f => f.Sid, token), token);
        return [.. totals.Select(total => (total.Id, new UsageRecordResource(
            account.Sid,
            sims.GetValueOrDefault(query.Group == UsageGroup.Sim ? total.Key : query.SimId ?? 0),
            (query.Group == UsageGroup.Network ? catalogue.Find((int)total.Key) : query.NetworkId is { } id ? catalogue.Find(id) : null)?.Sid,
            fleets.GetValueOrDefault(query.Group == UsageGroup.Fleet ? total.Key : query.FleetId ?? 0),
            query.Group == UsageGroup.IsoCountry ? UsageReader.Country(total.Key) : query.IsoCountry,
            PeriodOf(query, times, total),
            total.Upload,
            total.Download,
            total.Upload + total.Download,
            (total.Upload + total.Download) * options.Value.PricePerMegabyte / DataLimitService.Megabyte,
            options.Value.Currency)))];
    }

    private static UsagePeriodResource PeriodOf(UsageQuery query, UsageTimes times, UsageTotal total)
    {
        var (start, end) = query.Granularity switch
        {
            UsageGranularity.Hour => (UsageTime.OfHour(total.Bucket), UsageTime.OfHour(total.Bucket + 1)),
            UsageGranularity.Day => (UsageTime.OfDay(total.Bucket), UsageTime.OfDay(total.Bucket + 1)),
            _ => (times.Start, times.ShownEnd ?? times.End),
        };
        return new UsagePeriodResource(ApiJson.Time(start), ApiJson.Time(end));
    }

    private async Task<IReadOnlyDictionary<long, string>> SidsAsync(
        bool grouped, long? only, IReadOnlyList<UsageTotal> totals, Func<SimConsoleDb, long[], Task<Dictionary<long, string>>> read, CancellationToken token)
    {
        long[] ids = grouped ? [.. totals.Select(t => t.Key).Distinct()] : only is { } id ? [id] : [];
        if (ids.Length == 0)
        {
            return new Dictionary<long, string>();
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return await read(db, ids);
    }
}
