using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.PlannedChanges;

/// <summary>Asks what is to happen to which Sims and when, shows what that means, and plans it.</summary>
public sealed partial class NewPlannedChangePage(
    PlannedChangeService plans, BulkChangeReader bulkChanges, SimReader sims, FleetService fleets, SignedInPerson person, Confirmation confirmation, NavigationManager navigation, IJSRuntime js, TimeProvider time)
{
    private IReadOnlyList<Fleet> _fleets = [];
    private BulkChangeKind _kind = BulkChangeKind.Deactivate;
    private string _target = "";
    private PlannedTarget _for = PlannedTarget.Fleet;
    private IReadOnlyList<long> _picked = [];
    private SimQuery? _filter;
    private string _fleet = "";
    private ResolvedSimList? _list;
    private DateOnly? _day;
    private TimeOnly? _time = new(8, 0);
    private string _zone = "UTC";
    private bool _zoneGiven;
    private PlannedRepeat _repeats = PlannedRepeat.Once;
    private DateOnly? _until;
    private string? _name;
    private string? _reason;
    private int? _count;
    private int _weighing;
    private bool _ordering;
    private string? _refusal;

    /// <summary>The preview of a bulk change that holds the Sims somebody picked on their list.</summary>
    [SupplyParameterFromQuery(Name = "selection")]
    public string? Picked { get; set; }

    /// <summary>The address of the list of Sims whose filter says which are meant.</summary>
    [SupplyParameterFromQuery(Name = "matching")]
    public string? Matching { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var scope = await person.ScopeAsync();
        _fleets = await fleets.ListAsync(scope, CancellationToken.None);
        if (Picked is { Length: > 0 } preview)
        {
            _picked = await bulkChanges.SimIdsAsync(preview, PlannedChangeService.MostChosen + 1, scope, CancellationToken.None);
            _for = _picked.Count == 0 ? _for : PlannedTarget.Picked;
        }
        else if (Matching is { Length: > 0 } list)
        {
            (_filter, _for) = (SimsAddress.Parse(list).Query with { Sort = SimSort.Created, Descending = true }, PlannedTarget.Matching);
        }

        await WeighAsync();
        _refusal = Picked is { Length: > 0 } && _picked.Count == 0 ? "This selection was kept for a day only. Pick the SIMs again." : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            var zone = await js.InvokeAsync<string?>("simConsole.zone");
            if (!_zoneGiven && zone is not null && TimeZones.Find(zone) is not null)
            {
                _zone = zone;
                StateHasChanged();
            }
        }
        catch (JSException)
        {
            // The browser does not know its time zone.
        }
    }

    private SimSelection? Selection => _for switch
    {
        PlannedTarget.List => _list is { Sims.Count: > 0 } list ? new SimSelection.Listed(list) : null,
        PlannedTarget.Picked => new SimSelection.Chosen(_picked),
        PlannedTarget.Matching => new SimSelection.Matching(_filter!, []),
        _ => _fleet.Length > 0 ? new SimSelection.Matching(new SimQuery { Fleets = [_fleet] }, []) : null,
    };

    /// <summary>The selected Fleet; null if the target is not a Fleet.</summary>
    private Fleet? From => Selection is SimSelection.Matching { Query.Fleets: [{ Length: > 0 } fleet] } ? FleetNamed(fleet) : null;

    /// <summary>What the filter asks for, in words.</summary>
    private string Filter => PlannedOrderJudge.Says(new SimSelection.Matching(_filter!, []), _filter is { Fleets: [{ Length: > 0 } fleet] } ? FleetNamed(fleet) : null);

    /// <summary>The order; null while something is missing.</summary>
    private PlannedOrder? Order => Selection is { } selection && _day is { } day && _time is { } at && (_kind != BulkChangeKind.MoveToFleet || _target.Length > 0)
        ? new PlannedOrder(_kind, selection, day.ToDateTime(at), _zone.Trim())
        {
            Fleet = _kind == BulkChangeKind.MoveToFleet ? _target : null,
            Repeats = _repeats,
            Until = _repeats == PlannedRepeat.Once ? null : _until,
            Name = _name,
            Reason = _reason,
        }
        : null;

    private Refusal? Fault => Order is { } order ? PlannedOrderJudge.FaultOf(order, time.GetUtcNow()) : null;

    private string Summary => Order is not { } order ? "Choose SIMs and a day to see what will happen."
        : Fault is { } fault ? fault.Message
        : PlannedChangeWords.Summary(order, From, FleetNamed(_target), _count);

    private string Label => Order is null || _count is not { } count ? "Plan it" : $"Plan to {_kind.Word()} {PlannedChangeWords.Sims(count)}";

    private Fleet? FleetNamed(string reference) => _fleets.FirstOrDefault(fleet => fleet.Sid == reference || fleet.UniqueName == reference);

    private Task ZoneGivenAsync()
    {
        _zoneGiven = true;
        return WeighAsync();
    }

    private Task ResolvedAsync(ResolvedSimList? list)
    {
        _list = list;
        return WeighAsync();
    }

    /// <summary>Counts the Sims that the order would apply to now.</summary>
    private async Task WeighAsync()
    {
        _refusal = null;
        var weighing = ++_weighing;
        int? count = Selection switch
        {
            SimSelection.Matching matching => await sims.CountAsync(matching.Query, await person.ScopeAsync(), CancellationToken.None),
            SimSelection.Listed listed => listed.List.Sims.Count,
            SimSelection.Chosen chosen => chosen.SimIds.Count,
            _ => null,
        };
        if (weighing == _weighing)
        {
            _count = count;
        }
    }

    private async Task OrderAsync()
    {
        _ordering = true;
        try
        {
            var order = Order!;
            var result = await confirmation.DoAsync(caller => plans.OrderAsync(order, caller, CancellationToken.None)).OrTroubleAsync();
            _refusal = result.Refusal?.Message;
            if (result.Value is { } plan)
            {
                navigation.NavigateTo($"planned-changes/{plan.Sid}");
            }
        }
        finally
        {
            _ordering = false;
        }
    }

    private RenderFragment Options => builder =>
    {
        foreach (var fleet in _fleets)
        {
            builder.OpenElement(0, "option");
            builder.SetKey(fleet.Sid);
            builder.AddAttribute(1, "value", fleet.Sid);
            builder.AddContent(2, fleet.DisplayName);
            builder.CloseElement();
        }
    };
}
