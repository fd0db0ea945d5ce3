using Microsoft.AspNetCore.Components;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Usage;

/// <summary>The data of the last days of one Sim, of one Fleet, or of everything: a chart, the same as a table, and a Sim's limit.</summary>
public sealed partial class UsagePanel(UsageHistory history, UsageSignal signal, SignedInPerson person, TimeProvider time, ILogger<UsagePanel> log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _gone = new();
    private SignalWatch _watch = null!;
    private IReadOnlyList<UsageOfDay>? _days;
    private UsageOfPeriod? _period;
    private (long? SimId, long? FleetId, long Version)? _of;
    private readonly Reading _load = new(log, "The usage");

    /// <summary>Only the data of this Sim; its billing period is shown, too.</summary>
    [Parameter]
    public long? SimId { get; set; }

    /// <summary>Only the data of this Fleet.</summary>
    [Parameter]
    public long? FleetId { get; set; }

    /// <summary>The version of what is shown: a new one is read at once.</summary>
    [Parameter]
    public long Version { get; set; }

    public void Dispose()
    {
        _watch.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnInitialized() => _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync), Pace);

    protected override async Task OnParametersSetAsync()
    {
        if (_of != (SimId, FleetId, Version))
        {
            _of = (SimId, FleetId, Version);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var token = _gone.Token;
            var scope = await person.ScopeAsync();
            var period = SimId is { } simId ? await history.PeriodAsync(simId, scope, token) : null;
            (_days, _period) = (await history.DaysAsync(SimId, FleetId, scope, token), period);
        }, _gone.Token);

        StateHasChanged();
    }
}
