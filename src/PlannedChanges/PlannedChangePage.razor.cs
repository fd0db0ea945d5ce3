using Microsoft.AspNetCore.Components;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.PlannedChanges;

/// <summary>One planned change: what it does and when, and the result of each time that has passed.</summary>
public sealed partial class PlannedChangePage(
    PlannedChangeReader reader, PlannedChangeService plans, SimReader sims, PlannedChangeNews news, PlannedOrdererCheck orderers, SignedInPerson person, Confirmation confirmation, TimeProvider time, ILogger<PlannedChangePage> log)
{
    private const int Step = 50;

    private readonly Reading _load = new(log, "A planned change");
    private SignalWatch _watch = null!;
    private PlannedChangeView? _view;
    private IReadOnlyList<PlannedOccurrence> _occurrences = [];
    private int? _count;
    private int _shown = Step;
    private int _reading;
    private bool _missing;
    private string? _lost;
    private string? _refusal;

    [Parameter]
    public required string Sid { get; set; }

    protected override void OnInitialized() => _watch = new SignalWatch(news, time, () => InvokeAsync(LoadAsync));

    protected override Task OnParametersSetAsync()
    {
        if (_view?.Plan.Sid != Sid)
        {
            (_view, _refusal, _shown) = (null, null, Step);
        }

        return LoadAsync();
    }

    public void Dispose() => _watch.Dispose();

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var reading = ++_reading;
        await _load.TryAsync(async () =>
        {
            var view = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            IReadOnlyList<PlannedOccurrence> occurrences = view is null ? [] : await reader.OccurrencesBeforeAsync(view.Plan.Id, null, _shown, CancellationToken.None);

            // Counted under the limits of whoever planned it: only those Sims are changed.
            int? count = view?.Plan.EndedAt is null && view?.Plan.Query() is { } query ? await sims.CountAsync(query, view.Plan.Scope, CancellationToken.None) : null;
            var lost = view?.Plan is { State: PlannedChangeState.Paused } paused ? await orderers.WhyNotAsync(paused, CancellationToken.None) : null;
            if (reading == _reading)
            {
                (_view, _occurrences, _count, _lost, _missing) = (view, occurrences, count, lost, view is null);
            }
        });

        StateHasChanged();
    }

    private async Task ResumeAsync() => await SayAsync(await confirmation.DoAsync(caller => plans.ResumeAsync(Sid, caller, CancellationToken.None)).OrTroubleAsync());

    private async Task SteerAsync(Func<string, Caller, CancellationToken, Task<Result<PlannedChange>>> steer) =>
        await SayAsync(await steer(Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync());

    private Task SayAsync(Result<PlannedChange> result)
    {
        _refusal = result.Refusal?.Message;
        return LoadAsync();
    }
}
