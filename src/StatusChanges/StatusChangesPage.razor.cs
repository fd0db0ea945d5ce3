using Microsoft.AspNetCore.Components;
using MudBlazor;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary>The changes of all Sims, one by one; what has failed can be asked for again.</summary>
public sealed partial class StatusChangesPage(
    StatusChangeReader reader, WithdrawalService withdrawals, SimService sims, LiveFeed live, SignedInPerson person, TimeProvider time, ISnackbar snackbar, ILogger<StatusChangesPage> log)
{
    private const int PageSize = 100;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Reading _load = new(log, "The changes");
    private IReadOnlyList<ListedChange>? _changes;
    private ChangeFilter _filter;
    private bool _more;
    private IDisposable? _watch;

    /// <summary>The word of the filter; any other text means all changes.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    /// <summary>The list begins after this change.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    private string Nothing => _filter switch
    {
        ChangeFilter.UnderWay => "Nothing is being changed",
        ChangeFilter.Failed => "No change has failed",
        _ => "Nothing has been changed yet",
    };

    protected override void OnInitialized() => _watch = live.WatchEverything(FollowAsync);

    public void Dispose() => _watch?.Dispose();

    protected override Task OnParametersSetAsync()
    {
        (_filter, _changes) = (Enum.GetValues<ChangeFilter>().FirstOrDefault(filter => Word(filter) == Show), null);
        return LoadAsync();
    }

    private static string Word(ChangeFilter filter) => filter switch
    {
        ChangeFilter.UnderWay => "under-way",
        ChangeFilter.Failed => "failed",
        _ => "all",
    };

    private static string Label(ChangeFilter filter) => Word(filter).Replace('-', ' ');

    private static string Address(ChangeFilter filter, long? before) => $"status-changes?show={Word(filter)}{(before is { } id ? $"&before={id}" : "")}";

    private static string What(ListedChange listed) => listed.Change.Kind == StatusChangeKind.Reconcile
        ? $"Network brought back to {listed.Change.ToStatus.Word()}"
        : $"{listed.Change.FromStatus.Word()} → {listed.Change.ToStatus.Word()}{(listed.Change.MovesFleet ? $", to {listed.ToFleet ?? "no Fleet"}" : "")}";

    private static string Result(StatusChange change) => change.State switch
    {
        StatusChangeState.Completed => "completed",
        StatusChangeState.Failed => "failed",
        StatusChangeState.Queued or StatusChangeState.Applying => "in-flight",
        _ => "other",
    };

    private static string Says(StatusChange change) => change.State switch
    {
        StatusChangeState.Queued => "waiting",
        StatusChangeState.Applying => "being asked",
        StatusChangeState.Withdrawn => "taken back",
        var state => state.ToString().ToLowerInvariant(),
    };

    /// <summary>Refreshes the list on the first page only, so that it does not move under a person who reads older changes.</summary>
    private async Task FollowAsync(IReadOnlyList<SimChanged> changed)
    {
        if (Before is null)
        {
            await InvokeAsync(LoadAsync);

            // The next batch waits for this one.
            await Task.Delay(Pace, time);
        }
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var changes = await reader.ListAsync(_filter, Before, PageSize + 1, await person.ScopeAsync(), CancellationToken.None);
            (_changes, _more) = ([.. changes.Take(PageSize)], changes.Count > PageSize);
        });
        StateHasChanged();
    }

    private async Task WithdrawAsync(ListedChange listed)
    {
        var withdrawn = await withdrawals.WithdrawAsync(listed.Change.Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        snackbar.Add(withdrawn.Refusal?.Message ?? $"{listed.SimName} stays {listed.Change.FromStatus.Word()}.", withdrawn.Refusal is null ? Severity.Success : Severity.Warning);
        await LoadAsync();
    }

    private async Task TryAgainAsync(ListedChange listed)
    {
        var change = listed.Change;
        var update = new SimUpdate { Status = change.ToStatus, Fleet = change.MovesFleet ? listed.ToFleet : null };
        var asked = await sims.UpdateAsync(listed.SimSid, update, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        snackbar.Add(asked.Refusal?.Message ?? $"{listed.SimName} is scheduled to become {change.ToStatus.Word()}.", asked.Refusal is null ? Severity.Info : Severity.Error);
        await LoadAsync();
    }
}
