using Microsoft.AspNetCore.Components;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.StatusChanges;

namespace SimConsole.Sims;

/// <summary>One Sim: what it is, what is happening to it, and all that has happened to it.</summary>
public sealed partial class SimPage(
    SimReader reader, SimService sims, TimelineReader timeline, FleetService fleetService, LiveFeed live, SignedInPerson person, ILogger<SimPage> log)
{
    private const int Step = 50;

    private SimWatch _watch = null!;
    private SimRow? _sim;
    private ChangeInFlight? _inFlight;
    private IReadOnlyList<TimelineEntry> _entries = [];
    private IReadOnlyList<Fleet> _fleets = [];
    private int _shown = Step;
    private bool _missing;
    private readonly Reading _load = new(log, "A Sim");
    private string _name = "";
    private string _fleet = "";
    private string? _refusal;

    [Parameter]
    public required string Sid { get; set; }

    private bool Edited => _sim is not null && (_name != (_sim.UniqueName ?? "") || _fleet != (_sim.FleetSid ?? ""));

    protected override void OnInitialized() => _watch = live.WatchSims(_ => InvokeAsync(LoadAsync));

    protected override async Task OnParametersSetAsync()
    {
        if (_sim?.Sid != Sid && _sim?.UniqueName != Sid)
        {
            (_sim, _shown, _refusal) = (null, Step, null);
            await LoadAsync();
        }
    }

    public void Dispose() => _watch.Dispose();

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var edited = Edited;
            var sim = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            if (sim is not null && _sim is null)
            {
                // Watched from here on; read once more, so that nothing is missed that was committed in between.
                _watch.Show([sim.Id]);
                _fleets = await fleetService.ListAsync(await person.ScopeAsync(), CancellationToken.None);
                sim = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            }

            (_sim, _missing) = (sim, sim is null);
            if (sim is not null)
            {
                _inFlight = await timeline.InFlightAsync(sim.Id, CancellationToken.None);
                _entries = await timeline.ReadAsync(sim.Id, _shown, CancellationToken.None);
                (_name, _fleet) = edited ? (_name, _fleet) : (sim.UniqueName ?? "", sim.FleetSid ?? "");
            }
        });

        StateHasChanged();
    }

    private static string Deadline(SimRow sim, StatusChange change) =>
        sim.HeldBy is not null && !change.ToStatus.MayConnect() ? "none while a loss report holds the SIM"
        : change.SecondsLeft is { } seconds ? $"after {Durations.Words(TimeSpan.FromSeconds(seconds))} more of trying"
        : "none";

    private static string Place(ChangeInFlight flight) =>
        flight.Change.DueAt > flight.Change.QueuedAt && flight.Change.Attempts > 0 ? "waiting for its next attempt"
        : flight.Ahead == 0 ? "next in the queue"
        : $"in the queue, {flight.Ahead:N0} before it";

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task SaveAsync()
    {
        var update = new SimUpdate
        {
            UniqueName = _name == (_sim!.UniqueName ?? "") ? null : _name,
            Fleet = _fleet == (_sim.FleetSid ?? "") ? null : _fleet,
        };
        var result = await sims.UpdateAsync(_sim.Sid, update, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        _refusal = result.Refusal?.Message;
        if (result.Value is { } updated)
        {
            // A move that the network has yet to confirm shows the old Fleet until then.
            (_sim, _name, _fleet) = (updated.Sim, updated.Sim.UniqueName ?? "", updated.Sim.FleetSid ?? "");
            await LoadAsync();
        }
    }
}
