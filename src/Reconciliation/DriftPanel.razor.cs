using SimConsole.Accounts;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Reconciliation;

/// <summary>The differences between the network and what was decided, and what a person does about them.</summary>
public sealed partial class DriftPanel(
    DriftReader reader, DriftService service, Enroller enroller, INetworkAuthority authority, SignedInPerson person, LiveFeed live, TimeProvider time,
    ILogger<DriftPanel> log)
{
    private const int Step = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lookout _lookout = new();
    private IDisposable _watch = null!;
    private IReadOnlyList<DriftRow>? _drifts;
    private bool _compared;
    private int _waiting;
    private int _shown = Step;
    private string? _refusal;
    private readonly Reading _load = new(log, "The differences between the network and what was decided");

    private bool Readable => authority is IReadableAuthority;

    /// <summary>Whether something is under way that no event reports.</summary>
    private bool Follows => _load.Failed || _waiting > 0 || _drifts?.Any(d => d.State == DriftState.Mending) == true;

    private bool Listing => authority is IListingAuthority;

    protected override async Task OnInitializedAsync()
    {
        _watch = live.WatchEverything(_ => InvokeAsync(LoadAsync));
        _lookout.LookEvery(Patience, time, () => Follows ? InvokeAsync(LoadAsync) : Task.CompletedTask);
        await LoadAsync();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _lookout.Dispose();
    }

    private static string Stands(DriftRow drift) =>
        DriftWords.Word(drift.State) + (drift is { State: DriftState.Mended or DriftState.Mending, MendedBy: { } by } ? $" by {by}" : "");

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var scope = await person.ScopeAsync();
            (_drifts, _waiting) = (await reader.ListAsync(_shown, scope, _lookout.Gone), await enroller.CountWaitingAsync(scope, _lookout.Gone));
        }, _lookout.Gone);

        StateHasChanged();
    }

    /// <summary>What a comparison that is under way, or has just ended, has found.</summary>
    private Task LookAsync(ReconcileRun? run)
    {
        _compared = run is not null;
        return LoadAsync();
    }

    private async Task SwitchOnAsync(DriftRow drift)
    {
        _refusal = (await service.SwitchOnAsync(drift.Id, await person.CallerAsync(), CancellationToken.None))?.Message;
        await LoadAsync();
    }

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }
}
