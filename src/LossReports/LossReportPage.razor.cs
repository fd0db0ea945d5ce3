using Microsoft.AspNetCore.Components;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.LossReports.Evidence;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.LossReports;

/// <summary>One loss report: what was ordered, what the network confirmed, and the sheet that proves it.</summary>
public sealed partial class LossReportPage(
    LossReportReader reader, LossReportService reports, AuditReader audit, LiveFeed live, SignedInPerson person, Confirmation confirmation, TimeProvider time, ILogger<LossReportPage> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int FirstPage = 500;

    private readonly HashSet<long> _chosen = [];
    private readonly Lookout _lookout = new();
    private SimWatch _watch = null!;
    private LossReportSummary? _report;
    private AuditEntry? _written;
    private IReadOnlyList<ReportedSim> _sims = [];
    private int _shown = FirstPage;
    private string _reason = "";
    private string? _said;
    private bool _refused;
    private bool _missing;
    private readonly Reading _load = new(log, "A loss report");

    [Parameter]
    public required string Sid { get; set; }

    protected override Task OnInitializedAsync()
    {
        _watch = live.WatchSims(_ => InvokeAsync(LoadAsync));

        // An attempt that failed publishes nothing.
        _lookout.LookEvery(Patience, time, () => _report is { NotOffYet: > 0 } ? InvokeAsync(LoadAsync) : Task.CompletedTask);
        return LoadAsync();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _lookout.Dispose();
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var report = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            if (report is not null)
            {
                var sims = await reader.SimsAsync(report.Id, 0, _shown, CancellationToken.None);
                if (_sims.Count != sims.Count)
                {
                    // The page watches from here on; it reads once more, so that it misses nothing that was committed in between.
                    _watch.Show(sims.Select(sim => sim.SimId));
                    sims = await reader.SimsAsync(report.Id, 0, _shown, CancellationToken.None);
                    report = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
                }

                _written ??= await audit.OfReportAsync(Sid, CancellationToken.None);
                _sims = sims;
                _chosen.IntersectWith(sims.Where(sim => sim.ReleasedAt is null).Select(sim => sim.SimId));
            }

            (_report, _missing) = (report, report is null);
        });

        StateHasChanged();
    }

    private Task ShowAllAsync()
    {
        _shown = LossReportService.MostSims;
        return LoadAsync();
    }

    private void Choose(long simId)
    {
        if (!_chosen.Remove(simId))
        {
            _chosen.Add(simId);
        }
    }

    private async Task OrderAgainAsync() => await SayAsync(await reports.OrderAgainAsync(Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync());

    private async Task ReleaseAsync(IReadOnlyCollection<long>? simIds)
    {
        var result = await confirmation.DoAsync(caller => reports.ReleaseAsync(Sid, simIds, _reason, caller, CancellationToken.None)).OrTroubleAsync();
        _reason = result.Refusal is null ? "" : _reason;
        await SayAsync(result);
    }

    private Task SayAsync(Result<string> result)
    {
        (_said, _refused) = (result.Value ?? result.Refusal!.Message, result.Refusal is not null);
        return LoadAsync();
    }
}
