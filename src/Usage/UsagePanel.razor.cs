using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Usage;

/// <summary>
/// The data of one Sim, of one Fleet, or of everything: a chart, the same as a table and as a file, and a Sim's limit. How far back and in what steps is
/// in the address of the page.
/// </summary>
public sealed partial class UsagePanel(UsageHistory history, UsageSignal signal, NavigationManager navigation, SignedInPerson person, TimeProvider time, ILogger<UsagePanel> log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _gone = new();
    private SignalWatch _watch = null!;
    private UsageView _view = UsageView.Default;
    private (UsageView View, IReadOnlyList<UsageOfTime> Times)? _used;
    private UsageOfPeriod? _period;
    private (long? SimId, long? FleetId, long Version)? _of;
    private readonly Reading _load = new(log, "The usage");

    /// <summary>Only the data of this Sim; its billing period is shown, too.</summary>
    [Parameter]
    public long? SimId { get; set; }

    /// <summary>Only the data of this Fleet.</summary>
    [Parameter]
    public long? FleetId { get; set; }

    /// <summary>The SID of that Sim or Fleet, by which its file is asked for.</summary>
    [Parameter]
    public string? Sid { get; set; }

    /// <summary>The version of what is shown: a new one is read at once.</summary>
    [Parameter]
    public long Version { get; set; }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _watch.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnInitialized()
    {
        _view = UsageView.Parse(navigation.Uri);
        _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync), Pace);
        navigation.LocationChanged += Moved;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_of != (SimId, FleetId, Version))
        {
            _of = (SimId, FleetId, Version);
            await LoadAsync();
        }
    }

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (UsageView.Parse(args.Location) is var view && view != _view)
        {
            _view = view;
            _ = InvokeAsync(LoadAsync);
        }
    }

    private string With(UsageView view) => navigation.GetUriWithQueryParameters(view.Query);

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var token = _gone.Token;
            var view = _view;
            var scope = await person.ScopeAsync();
            var period = SimId is { } simId ? await history.PeriodAsync(simId, scope, token) : null;
            var times = await history.ListAsync(view, SimId, FleetId, scope, token);
            if (view == _view)
            {
                (_used, _period) = ((view, times), period);
            }
        }, _gone.Token);

        StateHasChanged();
    }
}
