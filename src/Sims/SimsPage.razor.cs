using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims.Tags;
using SimConsole.Usage;

namespace SimConsole.Sims;

/// <summary>The list of Sims. What it shows is in its address alone; what happens to a shown Sim changes its row in place.</summary>
public sealed partial class SimsPage(
    SimReader reader, TagReader tags, SimUsageReader usage, FleetService fleetService, LiveFeed live, UsageSignal signal, NavigationManager navigation, SignedInPerson person, TimeProvider time, ILogger<SimsPage> log)
{
    private static readonly TimeSpan UsagePace = TimeSpan.FromMinutes(1);

    private readonly SelectedSims _selected = new();
    private SimsAddress _address = new();
    private IReadOnlyList<Fleet> _fleets = [];
    private List<SimRow>? _rows;
    private bool _more;
    private int? _count;
    private IReadOnlyDictionary<SimStatus, int>? _counts;
    private IReadOnlyList<string> _tags = [];
    private Dictionary<long, IReadOnlyList<string>> _tagsOf = [];
    private IReadOnlyDictionary<long, SimUsage> _usage = new Dictionary<long, SimUsage>();
    private readonly Reading _load = new(log, "The list of SIMs");
    private readonly Reading _usageLoad = new(log, "The usage of the list of SIMs");
    private SimWatch _watch = null!;
    private SignalWatch _usageWatch = null!;
    private CancellationTokenSource _loading = new();

    private string Summary => _count is { } count ? $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? "SIM" : "SIMs")}" : " ";

    private string ExportAddress => QueryHelpers.AddQueryString(SimsExport.Path, QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query));

    protected override async Task OnInitializedAsync()
    {
        _watch = live.WatchSims(ReceiveAsync);
        _usageWatch = new SignalWatch(signal, time, () => InvokeAsync(ReadUsageAsync), UsagePace);
        navigation.LocationChanged += Moved;
        await LoadAsync();
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _watch.Dispose();
        _usageWatch.Dispose();
        _loading.Cancel();
        _loading.Dispose();
    }

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (SimsAddress.IsList(args.Location))
        {
            _ = InvokeAsync(LoadAsync);
        }
    }

    /// <summary>Reads what the address names. The rows show as soon as they are there; the exact count follows.</summary>
    private async Task LoadAsync()
    {
        await _loading.CancelAsync();
        _loading.Dispose();
        _loading = new CancellationTokenSource();
        var token = _loading.Token;
        var address = SimsAddress.Parse(navigation.Uri);
        await _load.TryAsync(async () =>
        {
            var scope = await person.ScopeAsync();
            _fleets = await fleetService.ListAsync(scope, token);
            _tags = await tags.NamesAsync(scope, token);
            var rows = (await reader.ListAsync(address.Query, address.Skip, address.PageSize + 1, scope, token)).ToList();

            // Watched from here on; read once more, so that no change committed in between is missed.
            _watch.Show(rows.Select(row => row.Id));
            var now = (await reader.FindAsync(rows.Select(row => row.Id), scope, token)).ToDictionary(row => row.Id);
            rows = [.. rows.Select(row => now.GetValueOrDefault(row.Id, row))];
            var tagsOf = await tags.OfAsync(rows.Select(row => row.Id), scope, token);
            var usageOf = await UsageAsync(rows, address, scope, token);
            token.ThrowIfCancellationRequested();

            (_count, _counts) = _address.Query == address.Query ? (_count, _counts) : (null, null);
            (_tagsOf, _usage) = (new(tagsOf), usageOf);
            _selected.Show(address.Query);
            (_address, _more, _rows) = (address, rows.Count > address.PageSize, [.. rows.Take(address.PageSize)]);
            StateHasChanged();
            _counts = await reader.CountByStatusAsync(address.Query, scope, token);
            _count = _counts.Where(of => address.Query.Statuses.Count == 0 || address.Query.Statuses.Contains(of.Key)).Sum(of => of.Value);
            if (address.Page > 1 && rows.Count == 0 && _count > 0)
            {
                navigation.NavigateTo((address with { Page = (_count.Value - 1) / address.PageSize + 1 }).ToString(), replace: true);
            }

            StateHasChanged();
        }, token);
        StateHasChanged();
    }

    private Task<IReadOnlyDictionary<long, SimUsage>> UsageAsync(IEnumerable<SimRow> rows, SimsAddress address, FleetScope scope, CancellationToken token) => usage.OfAsync(
        [.. rows.Select(row => row.Id)], address.Columns.Contains(SimColumn.LastSeen), address.Columns.Contains(SimColumn.Usage), scope, token);

    /// <summary>Reads the usage of what is shown again, as the network has reported some.</summary>
    private async Task ReadUsageAsync()
    {
        if (_rows is { } rows)
        {
            var token = _loading.Token;
            await _usageLoad.TryAsync(async () =>
            {
                var now = await UsageAsync(rows, _address, await person.ScopeAsync(), token);
                _usage = ReferenceEquals(rows, _rows) ? now : _usage;
                StateHasChanged();
            }, token);
        }
    }

    private Task ReceiveAsync(IReadOnlyList<SimChanged> changes) => InvokeAsync(async () =>
    {
        var byId = changes.ToDictionary(change => change.SimId);
        if (_rows is null)
        {
            return;
        }

        for (var i = 0; i < _rows.Count; i++)
        {
            if (byId.TryGetValue(_rows[i].Id, out var change) && change.Version >= _rows[i].Version)
            {
                _rows[i] = _rows[i] with { Status = change.Status, TargetStatus = change.TargetStatus, StatusChangedAt = change.At, UpdatedAt = change.At, Version = change.Version };
            }
        }

        StateHasChanged();
        var belied = _rows.Where(row => row.Drift is not null).Select(row => row.Id).ToHashSet();
        long[] again = [.. changes.Where(change => change.DetailsChanged || belied.Contains(change.SimId)).Select(change => change.SimId)];
        if (again.Length == 0)
        {
            return;
        }

        var scope = await person.ScopeAsync();
        var tagsOf = await tags.OfAsync(again, scope, CancellationToken.None);
        foreach (var row in await reader.FindAsync(again, scope, CancellationToken.None))
        {
            _tagsOf[row.Id] = tagsOf.GetValueOrDefault(row.Id, []);
            Show(row);
        }
    });

    /// <summary>Puts a Sim into its row, unless the row already shows a later version.</summary>
    private void Show(SimRow sim)
    {
        var i = _rows?.FindIndex(row => row.Id == sim.Id) ?? -1;
        if (i >= 0 && sim.Version >= _rows![i].Version)
        {
            _rows[i] = sim;
            StateHasChanged();
        }
    }

    private void SelectEverything() => _selected.SelectEverything(_address.Query);

    private void ClearSelection() => _selected.Clear();

    private void ChoosePageSize(ChangeEventArgs args) =>
        navigation.NavigateTo((_address with { Page = 1, PageSize = int.Parse((string)args.Value!, CultureInfo.InvariantCulture) }).ToString());
}
