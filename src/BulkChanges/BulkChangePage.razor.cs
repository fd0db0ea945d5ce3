using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.BulkChanges;

/// <summary>One bulk change: its preview, then its progress, then the result of each Sim.</summary>
public sealed partial class BulkChangePage(
    BulkChangeReader reader,
    BulkChangeService bulks,
    BulkChangeScheduler scheduler,
    BulkChangeNews news,
    SignedInPerson person,
    Confirmation confirmation,
    NavigationManager navigation,
    TimeProvider time,
    ILogger<BulkChangePage> log)
{
    private const int PageSize = 100;
    private const int MostLines = 200;

    private readonly Pace _pace = new();
    private SignalWatch _watch = null!;
    private BulkChangeView? _view;
    private IReadOnlyList<BulkChangeSimView> _sims = [];
    private IReadOnlyList<BulkChangeLine> _lines = [];
    private BulkChangeResult? _result;
    private int _reading;
    private bool _more;
    private bool _missing;
    private readonly Reading _load = new(log, "A bulk change");
    private bool _busy;
    private string? _refusal;

    [Parameter]
    public required string Sid { get; set; }

    /// <summary>The word of the result that is listed; any other text means all results.</summary>
    [SupplyParameterFromQuery(Name = "result")]
    public string? Result { get; set; }

    /// <summary>The list begins after this Sim.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    public long? After { get; set; }

    protected override void OnInitialized() => _watch = new SignalWatch(news, time, () => InvokeAsync(FollowAsync));

    protected override Task OnParametersSetAsync()
    {
        if (_view?.Bulk.Sid != Sid)
        {
            (_view, _refusal) = (null, null);
        }

        return LoadAsync();
    }

    public void Dispose() => _watch.Dispose();

    /// <summary>Whether it has ended.</summary>
    private static bool HasEnded(BulkChange bulk) => bulk is { EndedAt: not null, InFlight: 0 };

    /// <summary>A bulk change that has ended does not change any more, so it is not read again.</summary>
    private Task FollowAsync() => _view is { Bulk: var bulk } && HasEnded(bulk) ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var reading = ++_reading;
        await _load.TryAsync(async () =>
        {
            var result = BulkChangeWords.ParseResult(Result);
            var view = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            IReadOnlyList<BulkChangeSimView> sims = view is null ? [] : await reader.SimsAfterAsync(view.Bulk, result, After ?? 0, PageSize + 1, CancellationToken.None);
            IReadOnlyList<BulkChangeLine> lines = view is null ? [] : await reader.LinesAfterAsync(view.Bulk.Id, 0, MostLines, CancellationToken.None);
            if (reading != _reading)
            {
                // A later read has begun, and its data is newer.
                return;
            }

            (_view, _result, _sims, _more, _lines, _missing) = (view, result, [.. sims.Take(PageSize)], sims.Count > PageSize, lines, view is null);
            if (view is not null)
            {
                _pace.Add(BulkChangeWords.Done(view.Bulk), time.GetUtcNow());
            }
        });

        StateHasChanged();
    }

    private async Task CommitAsync() => await SayAsync(await confirmation.DoAsync(caller => bulks.CommitAsync(Sid, caller, CancellationToken.None)).OrTroubleAsync());

    private async Task SteerAsync(Func<string, Caller, CancellationToken, Task<Result<BulkChange>>> steer) =>
        await SayAsync(await steer(Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync());

    private async Task DiscardAsync()
    {
        _refusal = (await person.CallerAsync()).Lacks(Permissions.SimsBulk)?.Message;
        if (_refusal is not null)
        {
            return;
        }

        await scheduler.DiscardAsync(_view!.Bulk.Id, CancellationToken.None);
        navigation.NavigateTo("sims");
    }

    private async Task UndoAsync()
    {
        _busy = true;
        var result = await bulks.PreviewUndoAsync(Sid, await person.CallerAsync(), null, CancellationToken.None).OrTroubleAsync();
        (_busy, _refusal) = (false, result.Refusal?.Message);
        if (result.Value is { } undo)
        {
            navigation.NavigateTo($"bulk-changes/{undo.Sid}");
        }
    }

    private Task SayAsync(Result<BulkChange> result)
    {
        _refusal = result.Refusal?.Message;
        return LoadAsync();
    }
}
