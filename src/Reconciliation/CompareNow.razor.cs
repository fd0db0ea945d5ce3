using Microsoft.AspNetCore.Components;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.Reconciliation;

/// <summary>Has one Sim, the Sims of a Fleet, or all compared with the network, and says how far that is and what came of it. Nothing where the network cannot say what it does.</summary>
public sealed partial class CompareNow(
    DriftService service, ReconcileQueue queue, ReconcileSignal signal, INetworkAuthority authority, SignedInPerson person, TimeProvider time, ILogger<CompareNow> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lookout _lookout = new();
    private readonly Reading _load = new(log, "The latest comparison with the network");
    private SignalWatch _watch = null!;
    private ReconcileRun? _run;
    private string? _refusal;

    /// <summary>The Fleet whose Sims are compared.</summary>
    [Parameter]
    public Fleet? Fleet { get; set; }

    /// <summary>The only Sim that is compared.</summary>
    [Parameter]
    public SimRow? Sim { get; set; }

    /// <summary>Called with the comparison that is under way, or was the last, each time it has been looked at.</summary>
    [Parameter]
    public EventCallback<ReconcileRun?> Looked { get; set; }

    private bool Readable => authority is IReadableAuthority;

    private string Result => (_run, Sim) switch
    {
        (null, _) => "",
        ({ EndedAt: null }, not null) => "The network is being asked…",
        ({ EndedAt: null } run, _) => $"Comparing: {Sims(run)} so far…",
        ({ Failure: { } failure }, not null) => $"The network could not be asked: {failure}",
        ({ Failure: { } failure } run, _) => $"The last comparison ended after {Sims(run)}: {failure}",
        ({ Compared: 0 }, not null) => "Its status was about to change, so there was nothing to compare. Ask again when it has settled.",
        (var run, { } sim) => $"Asked by {run.RequestedBy}: the network {(sim.Drift?.Belies(sim.Status) == true ? "does not do" : "does")} what was decided.",
        (var run, _) => $"{Sims(run)} compared, by {run.RequestedBy}; {(run.Found == 0 ? "nothing new was found." : $"{run.Found:N0} new {(run.Found == 1 ? "difference" : "differences")}.")}",
    };

    protected override Task OnInitializedAsync()
    {
        _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync));
        _lookout.LookEvery(Patience, time, () => _load.Failed || _run is { EndedAt: null } ? InvokeAsync(LoadAsync) : Task.CompletedTask);
        return LoadAsync();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _lookout.Dispose();
    }

    private static string Sims(ReconcileRun run) => $"{run.Compared:N0} {(run.Compared == 1 ? "SIM" : "SIMs")}";

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () => _run = await queue.LatestAsync(Fleet?.Id, Sim?.Id, _lookout.Gone), _lookout.Gone);
        StateHasChanged();
        await Looked.InvokeAsync(_run);
    }

    private async Task CompareAsync()
    {
        _refusal = (await service.CompareAsync(Fleet?.Sid, Sim?.Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync()).Refusal?.Message;
        await LoadAsync();
    }
}
