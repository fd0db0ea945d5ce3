using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.Usage;

/// <summary>What a chart of usage shows, as a file: of a Sim, of a Fleet, or of everything, with the range and the step in its address as the page has them.</summary>
public static class UsageExport
{
    public const string Path = "usage.csv";

    private static readonly string[] Header = ["start", "end", "upload_bytes", "download_bytes", "total_bytes"];

    public static IEndpointRouteBuilder MapUsageExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet($"/{Path}", AnswerAsync).Needs(Permissions.Export);
        return endpoints;
    }

    /// <summary>Where the file is.</summary>
    /// <param name="sid">The SID of a Sim or of a Fleet; null for everything.</param>
    public static string Address(UsageView view, string? sid)
    {
        var query = new QueryBuilder();
        foreach (var (key, value) in view.Query.Append(new("of", sid)))
        {
            if (value is string word)
            {
                query.Add(key, word);
            }
        }

        return $"{Path}{query}";
    }

    private static async Task<IResult> AnswerAsync(
        string? of, HttpRequest request, Caller caller, SimReader sims, FleetService fleets, UsageHistory history, AuditTrail trail, CancellationToken token)
    {
        var sim = of is null ? null : await sims.FindAsync(of, caller.Scope, token);
        var fleet = of is null || sim is not null ? null : await fleets.FindAsync(of, caller.Scope, token);
        if (of is not null && sim is null && fleet is null)
        {
            return Results.NotFound();
        }

        var query = request.QueryString.Value ?? "";
        await trail.RecordAsync(caller, AuditKinds.ListExported, Path, new AuditChange("filter", query.Length > 0 ? query : null));
        return new CsvAnswer(Path, Header, RowsAsync(await history.ListAsync(UsageView.Parse(query), sim?.Id, fleet?.Id, caller.Scope, token)));
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(IEnumerable<UsageOfTime> times)
    {
        foreach (var used in times)
        {
            yield return [Time(used.Start), Time(used.End), Number(used.Upload), Number(used.Download), Number(used.Total)];
        }

        await Task.CompletedTask;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
