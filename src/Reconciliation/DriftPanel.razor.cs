using SimConsole.Accounts;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Shell;

namespace SimConsole.Reconciliation;

/// <summary>The differences between the network and what was decided, and what a person does about them. Follows a comparison that is under way.</summary>
public sealed partial class DriftPanel(
    DriftReader reader, DriftService service, ReconcileQueue queue, Enroller enroller, INetworkAuthority authority, SignedInPerson person, LiveFeed live, TimeProvider time,
    ILogger<DriftPanel> log)
{
    private const int Step = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private IDisposable _watch = null!;
    private IReadOnlyList<DriftRow>? _drifts;
    private ReconcileRun? _run;
    private int _waiting;
    private int _shown = Step;
    private string? _refusal;
    private readonly Reading _load = new(log, "The differences between the network and what was decided");

    private bool Readable => authority is IReadableAuthority;

    private bool Listing => authority is IListingAuthority;

    private string RunText => _run switch
    {
        null => "",
        { EndedAt: null } run => $"Comparing: {run.Compared:N0} Sims so far…",
        { Failure: { } failure } run => $"The last comparison, {Ago(run)}, ended after {run.Compared:N0} Sims: {failure}",
        var run => $"{run.Compared:N0} Sims compared {Ago(run)}, by {run.RequestedBy}; {(run.Found == 0 ? "nothing new was found." : $"{run.Found:N0} new {(run.Found == 1 ? "difference" : "differences")}.")}",
    };

    protected override async Task OnInitializedAsync()
    {
        _watch = live.WatchEverything(_ => InvokeAsync(LoadAsync));
        await LoadAsync();
        _ = FollowAsync();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    private string Ago(ReconcileRun run) => $"{Durations.Words(time.GetUtcNow() - (run.EndedAt ?? run.RequestedAt))} ago";

    private static string Stands(DriftRow drift) =>
        DriftWords.Word(drift.State) + (drift is { State: DriftState.Mended or DriftState.Mending, MendedBy: { } by } ? $" by {by}" : "");

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            (_run, _drifts, _waiting) = (await queue.LatestAsync(_gone.Token), await reader.ListAsync(_shown, _gone.Token), await enroller.CountWaitingAsync(_gone.Token));
        }, _gone.Token);

        StateHasChanged();
    }

    /// <summary>No event tells how far a comparison is. Where none is under way, nothing is read.</summary>
    private async Task FollowAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Patience, time);
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                if (_load.Failed || _waiting > 0 || _run is { EndedAt: null } || _drifts?.Any(d => d.State == DriftState.Mending) == true)
                {
                    await InvokeAsync(LoadAsync);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }

    private async Task CompareAsync()
    {
        _refusal = null;
        await service.CompareNowAsync(await person.ActorAsync(), CancellationToken.None);
        await LoadAsync();
    }

    private async Task SwitchOnAsync(DriftRow drift)
    {
        _refusal = (await service.SwitchOnAsync(drift.Id, await person.ActorAsync(), CancellationToken.None))?.Message;
        await LoadAsync();
    }

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }
}
