using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
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
    SimReader reader,
    SimService sims,
    WithdrawalService withdrawals,
    TimelineReader timeline,
    FleetService fleetService,
    LiveFeed live,
    SignedInPerson person,
    ISnackbar snackbar,
    IJSRuntime js,
    ILogger<SimPage> log)
{
    private const int Step = 50;

    private SimWatch _watch = null!;
    private SimRow? _sim;
    private ChangeInFlight? _inFlight;
    private IReadOnlyList<TimelineEntry> _entries = [];
    private IReadOnlyList<Fleet> _fleets = [];
    private int _shown = Step;
    private bool _missing;
    private readonly Reading _load = new(log, "A SIM");
    private string _name = "";
    private string _fleet = "";

    // The Sim that the form was filled from: a field that differs from it was edited here.
    private SimRow? _seen;
    private string? _refusal;
    private Saved? _saved;

    [Parameter]
    public required string Sid { get; set; }

    private bool NameEdited => _seen is not null && _name != (_seen.UniqueName ?? "");

    private bool FleetEdited => _seen is not null && _fleet != (_seen.FleetSid ?? "");

    private bool Edited => NameEdited || FleetEdited;

    protected override void OnInitialized() => _watch = live.WatchSims(_ => InvokeAsync(LoadAsync));

    protected override async Task OnParametersSetAsync()
    {
        if (_sim?.Sid != Sid && _sim?.UniqueName != Sid)
        {
            (_sim, _seen, _shown, _refusal) = (null, null, Step, null);
            await LoadAsync();
        }
    }

    public void Dispose() => _watch.Dispose();

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            // By its SID once it is known: where the address holds its name, it is still found after it is renamed.
            var sim = await reader.FindAsync(_sim?.Sid ?? Sid, await person.ScopeAsync(), CancellationToken.None);
            if (sim is not null && _sim is null)
            {
                // Watched from here on; read once more, so that no change committed in between is missed.
                _watch.Show([sim.Id]);
                _fleets = await fleetService.ListAsync(await person.ScopeAsync(), CancellationToken.None);
                sim = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            }

            (_sim, _missing) = (sim, sim is null);
            if (sim is not null)
            {
                _inFlight = await timeline.InFlightAsync(sim.Id, CancellationToken.None);
                _entries = await timeline.ReadAsync(sim.Id, _shown, CancellationToken.None);
                Follow(sim);
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

    /// <summary>Updates the fields that were not edited here to those of the Sim.</summary>
    private void Follow(SimRow now)
    {
        var (name, fleet) = (NameEdited, FleetEdited);
        (_name, _fleet) = (name ? _name : now.UniqueName ?? "", fleet ? _fleet : now.FleetSid ?? "");
        _seen = now with
        {
            UniqueName = name ? _seen!.UniqueName : now.UniqueName,
            FleetSid = fleet ? _seen!.FleetSid : now.FleetSid,
            FleetName = fleet ? _seen!.FleetName : now.FleetName,
        };
    }

    private async Task WithdrawAsync(StatusChange change)
    {
        var withdrawn = await withdrawals.WithdrawAsync(change.Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        snackbar.Add(withdrawn.Refusal?.Message ?? $"{_sim!.DisplayName} stays {change.FromStatus.Word()}.", withdrawn.Refusal is null ? Severity.Success : Severity.Warning);
        await LoadAsync();
        if (_inFlight is null)
        {
            // The button that was pressed is gone, so the focus needs another place.
            await js.InvokeVoidAsync("simConsole.focusHeading");
        }
    }

    private async Task SaveAsync()
    {
        _saved?.Hide();
        var update = new SimUpdate { UniqueName = NameEdited ? _name : null, Fleet = FleetEdited ? _fleet : null, Seen = _seen };
        var result = await sims.UpdateAsync(_sim!.Sid, update, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        _refusal = result.Refusal?.Message;
        if (result.Value is { } updated)
        {
            // A move that the network has yet to confirm shows the old Fleet until then.
            _seen = null;
            Follow(_sim = updated.Sim);
            await LoadAsync();
            _saved?.Show();
        }
        else if (result.Refusal!.Code == ErrorCodes.ChangedSince && await reader.FindAsync(_sim.Sid, await person.ScopeAsync(), CancellationToken.None) is { } now)
        {
            // The person has now been told the present value; saving again overwrites it on purpose.
            Follow(now);
            (_sim, _seen) = (now, now);
        }
    }
}
