using Microsoft.AspNetCore.Components;
using SimConsole.Accounts;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Live;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.Fleets;

/// <summary>One Fleet: how many Sims of each status it has, followed live, and the policy that they follow.</summary>
public sealed partial class FleetPage(
    FleetService fleets, NetworkAccessProfileService profiles, DataLimitService limits, LiveFeed live, SignedInPerson person, TimeProvider time, ILogger<FleetPage> log)
{
    /// <summary>The shortest time between two readings of the counts, however much changes.</summary>
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(1);

    private const int MostEvents = 20;

    private readonly CancellationTokenSource _gone = new();
    private IDisposable _watch = null!;
    private Fleet? _fleet;
    private FleetCounts _counts = FleetCounts.None;
    private bool _counted;
    private IReadOnlyList<FleetEvent> _events = [];
    private bool _missing;
    private readonly Reading _load = new(log, "A Fleet");
    private IReadOnlyList<NetworkAccessProfile> _profiles = [];
    private string _profile = "";
    private string _name = "";
    private int _limit;
    private string _smsUrl = "";
    private CallMethod _smsMethod;
    private string _ipUrl = "";
    private CallMethod _ipMethod;
    private LimitEffect? _effect;
    private string? _refusal;
    private Saved? _saved;

    [Parameter]
    public required string Sid { get; set; }

    /// <summary>The Fleet; null until its Sims are counted, since uncounted Sims would look like none.</summary>
    private Fleet? Shown => _counted ? _fleet : null;

    /// <summary>How many Sims saving the form affects, and how; shown before it is saved.</summary>
    private string Consequence => string.Join(' ', new[]
    {
        _limit == _fleet!.DataLimit ? null
            : _effect is { Blocks: > 0 and var blocks } ? $"Limits {blocks:N0} of {Sims(_counts.Total)} at once: their data are blocked."
            : _effect is { LetsThrough: > 0 and var through } ? $"Lets the data of {through:N0} of {Sims(_counts.Total)} through again."
            : _effect is not null && _limit < _fleet.DataLimit ? "Limits no SIM at once: none has used that much in its billing period."
            : null,
        _profile != _fleet.NetworkAccessProfile!.Sid && _counts.Of(SimStatus.Ready) + _counts.Of(SimStatus.Active) is > 0 and var told ? $"The network is told which networks {Sims(told)} may use." : null,
    }.Where(sentence => sentence is not null));

    private static string Sims(int count) => $"{count:N0} {(count == 1 ? "SIM" : "SIMs")}";

    /// <summary>Where a Fleet is shown.</summary>
    public static string AddressOf(Fleet fleet) => $"fleets/{fleet.Sid}";

    /// <summary>The list of a Fleet's Sims, of one status or of all.</summary>
    public static string SimsOf(Fleet fleet, SimStatus? status = null) => new SimsAddress { Query = new SimQuery { Fleets = [fleet.Sid], Statuses = status is { } only ? [only] : [] } }.ToString();

    protected override void OnInitialized() => _watch = live.WatchEverything(ReceiveAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_fleet?.Sid != Sid && _fleet?.UniqueName != Sid)
        {
            (_fleet, _counted, _refusal) = (null, false, null);
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>The list of a Fleet's Sims, the latest change first.</summary>
    private static string LatestOf(Fleet fleet) =>
        new SimsAddress { Query = new SimQuery { Fleets = [fleet.Sid], Sort = SimSort.LastChange } }.ToString();

    private static string What(FleetEvent happened) => happened.Property switch
    {
        null => "Created",
        nameof(Fleet.UniqueName) => $"Renamed from {happened.OldValue ?? "no name"} to {happened.NewValue ?? "no name"}",
        nameof(Fleet.DataLimit) => $"Data limit from {happened.OldValue} to {happened.NewValue} MB",
        nameof(Fleet.NetworkAccessProfile) => $"Networks from {happened.OldValue} to {happened.NewValue}",
        nameof(Fleet.SmsCommandsUrl) => $"URL for SMS commands from {happened.OldValue ?? "none"} to {happened.NewValue ?? "none"}",
        nameof(Fleet.IpCommandsUrl) => $"URL for IP commands from {happened.OldValue ?? "none"} to {happened.NewValue ?? "none"}",
        nameof(Fleet.SmsCommandsMethod) => $"SMS commands are sent with {happened.NewValue?.ToUpperInvariant()}",
        nameof(Fleet.IpCommandsMethod) => $"IP commands are sent with {happened.NewValue?.ToUpperInvariant()}",
        _ => $"{happened.Property}: {happened.OldValue} to {happened.NewValue}",
    };

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var fleet = await fleets.FindAsync(Sid, await person.ScopeAsync(), _gone.Token);
            (_fleet, _missing) = (fleet, fleet is null);
            if (fleet is not null)
            {
                _profiles = await profiles.ListAsync(_gone.Token);
                Fill(fleet);
                _events = await fleets.EventsAsync(fleet.Id, MostEvents, _gone.Token);
                await CountAsync();
            }
        }, _gone.Token);
    }

    private void Fill(Fleet fleet)
    {
        (_name, _limit, _profile) = (fleet.UniqueName ?? "", fleet.DataLimit, fleet.NetworkAccessProfile!.Sid);
        (_smsUrl, _smsMethod) = (fleet.SmsCommandsUrl ?? "", fleet.SmsCommandsMethod);
        (_ipUrl, _ipMethod) = (fleet.IpCommandsUrl ?? "", fleet.IpCommandsMethod);
    }

    private async Task CountAsync()
    {
        if (_fleet is { } fleet)
        {
            _counts = (await fleets.CountAsync(fleet.Id, await person.ScopeAsync(), _gone.Token)).GetValueOrDefault(fleet.Id, FleetCounts.None);
            _counted = true;
        }
    }

    private async Task ReceiveAsync(IReadOnlyList<SimChanged> changes)
    {
        try
        {
            var gone = _gone.Token;
            await InvokeAsync(async () =>
            {
                await CountAsync();
                StateHasChanged();
            });
            await Task.Delay(CountInterval, time, gone);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }

    private async Task WeighAsync()
    {
        var weighed = _limit;
        _effect = null;
        var effect = weighed < 1 || weighed == _fleet!.DataLimit ? null : await limits.CountAsync(_fleet.Id, weighed, await person.ScopeAsync(), _gone.Token);
        _effect = weighed == _limit ? effect : _effect;
    }

    private async Task SaveAsync()
    {
        _saved?.Hide();
        var result = await fleets.UpdateAsync(_fleet!.Sid, Changes(_fleet), await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        _refusal = result.Refusal?.Message;
        if (result.Value is { } saved)
        {
            Fill(saved);
            _fleet = saved;
            _saved?.Show();
        }
        else if (result.Refusal!.Code == ErrorCodes.ChangedSince && await fleets.FindAsync(_fleet.Sid, await person.ScopeAsync(), CancellationToken.None) is { } now)
        {
            Follow(_fleet, now);
            _fleet = now;
        }

        _events = await fleets.EventsAsync(_fleet.Id, MostEvents, CancellationToken.None);
    }

    /// <summary>Fields that were not edited here take their present values.</summary>
    private void Follow(Fleet shown, Fleet now)
    {
        var mine = Changes(shown);
        Fill(now);
        (_name, _limit, _profile) = (mine.UniqueName ?? _name, mine.DataLimit ?? _limit, mine.NetworkAccessProfile ?? _profile);
        (_smsUrl, _smsMethod) = (mine.SmsCommandsUrl ?? _smsUrl, mine.SmsCommandsMethod ?? _smsMethod);
        (_ipUrl, _ipMethod) = (mine.IpCommandsUrl ?? _ipUrl, mine.IpCommandsMethod ?? _ipMethod);
    }

    /// <summary>Only the fields that were edited here, so that changes made by others meanwhile are kept.</summary>
    private FleetUpdate Changes(Fleet shown) => new()
    {
        UniqueName = _name.Trim() == (shown.UniqueName ?? "") ? null : _name.Trim(),
        DataLimit = _limit == shown.DataLimit ? null : _limit,
        NetworkAccessProfile = _profile == shown.NetworkAccessProfile!.Sid ? null : _profile,
        SmsCommandsUrl = _smsUrl.Trim() == (shown.SmsCommandsUrl ?? "") ? null : _smsUrl.Trim(),
        SmsCommandsMethod = _smsMethod == shown.SmsCommandsMethod ? null : _smsMethod,
        IpCommandsUrl = _ipUrl.Trim() == (shown.IpCommandsUrl ?? "") ? null : _ipUrl.Trim(),
        IpCommandsMethod = _ipMethod == shown.IpCommandsMethod ? null : _ipMethod,
        Seen = shown,
    };
}
