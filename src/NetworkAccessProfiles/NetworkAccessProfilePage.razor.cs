using Microsoft.AspNetCore.Components;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Networks;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>One profile: its networks, which Fleets use it, and who changed it.</summary>
public sealed partial class NetworkAccessProfilePage(
    NetworkAccessProfileService profiles, FleetService fleets, NetworkCatalogue catalogue, SignedInPerson person, ILogger<NetworkAccessProfilePage> log)
{
    private const int Step = 50;
    private const int MostEvents = 20;

    private NetworkAccessProfile? _profile;
    private IReadOnlyList<Network> _networks = [];
    private IReadOnlyList<Fleet> _fleets = [];
    private IReadOnlyDictionary<long, FleetCounts> _counts = new Dictionary<long, FleetCounts>();
    private IReadOnlyList<NetworkAccessProfileEvent> _events = [];
    private bool _missing;
    private readonly Reading _load = new(log, "A profile");
    private string _sought = "";
    private int _shown = Step;
    private string _name = "";
    private Network? _chosen;
    private Network? _removing;
    private string? _refusal;
    private string? _done;
    private Saved? _saved;

    [Parameter]
    public required string Sid { get; set; }

    /// <summary>Where a profile is shown.</summary>
    public static string AddressOf(NetworkAccessProfile profile) => $"network-access-profiles/{profile.Sid}";

    /// <summary>The networks of this profile that match what is looked for, by country.</summary>
    private List<Network> Found => [.. catalogue.Search(_sought).Where(_networks.Contains)];

    private string Extent =>
        _profile!.AllowsEveryNetwork ? $"Allows every network: {_networks.Count:N0} are known."
        : _networks.Count == 0 ? "Allows no network yet."
        : $"Allows {_networks.Count:N0} {(_networks.Count == 1 ? "network" : "networks")} in {Count(_networks.DistinctBy(network => network.IsoCountry).Count(), "country", "countries")}.";

    protected override async Task OnParametersSetAsync()
    {
        if (_profile?.Sid != Sid && _profile?.UniqueName != Sid)
        {
            (_profile, _chosen, _removing, _refusal, _done, _sought, _shown) = (null, null, null, null, null, "", Step);
            await LoadAsync();
        }
    }

    private static string What(NetworkAccessProfileEvent happened) => happened.Kind switch
    {
        NetworkAccessProfileEventKind.Made => "Created",
        NetworkAccessProfileEventKind.Renamed => $"Renamed from {happened.OldValue ?? "no name"} to {happened.NewValue ?? "no name"}",
        NetworkAccessProfileEventKind.NetworkAdded => $"{happened.NewValue} added",
        NetworkAccessProfileEventKind.NetworkRemoved => $"{happened.OldValue} removed",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, null),
    };

    private static string Count(int count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";

    private string CountOf(Fleet fleet) => Count(Total(fleet), "SIM", "SIMs");

    private int Total(Fleet fleet) => _counts.GetValueOrDefault(fleet.Id, FleetCounts.None).Total;

    private string Warning(Network network)
    {
        var sims = _fleets.Sum(Total);
        return sims == 0
            ? $"No SIM uses this profile now. Remove {network.FriendlyName} from it?"
            : $"{Count(sims, "SIM", "SIMs")} of {string.Join(", ", _fleets.Where(fleet => Total(fleet) > 0).Select(fleet => fleet.DisplayName))} will be refused by {network.FriendlyName}, once the network has been told.";
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var profile = await profiles.FindAsync(_profile?.Sid ?? Sid, CancellationToken.None);
            if (profile is not null)
            {
                _networks = [.. (await profiles.NetworksBeforeAsync(profile, null, int.MaxValue, CancellationToken.None)).Select(allowed => allowed.Network)];
                _fleets = [.. (await fleets.ListAsync(await person.ScopeAsync(), CancellationToken.None)).Where(fleet => fleet.NetworkAccessProfileId == profile.Id)];
                _counts = await fleets.CountAsync(null, await person.ScopeAsync(), CancellationToken.None);
                _events = await profiles.EventsAsync(profile.Id, MostEvents, CancellationToken.None);
                _name = profile.UniqueName ?? "";
            }

            (_profile, _missing) = (profile, profile is null);
        });
    }

    private Task<IEnumerable<Network>> FindAsync(string? text, CancellationToken token) =>
        Task.FromResult(catalogue.Search(text ?? "").Where(network => !_networks.Contains(network)));

    private void Ask(Network network) => (_removing, _refusal, _done) = (network, null, null);

    private async Task AddAsync()
    {
        if (_chosen is { } network)
        {
            await DoAsync(await profiles.AddNetworkAsync(_profile!.Sid, network.Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync(), $"{network.FriendlyName} added.");
            _chosen = null;
        }
    }

    private async Task RemoveAsync()
    {
        if (_removing is { } network)
        {
            await DoAsync(await profiles.RemoveNetworkAsync(_profile!.Sid, network.Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync(), $"{network.FriendlyName} removed.");
        }
    }

    private async Task RenameAsync()
    {
        _saved?.Hide();
        var name = _name;
        var renamed = await profiles.RenameAsync(_profile!.Sid, name.Trim(), await person.CallerAsync(), CancellationToken.None, _profile).OrTroubleAsync();
        (_removing, _refusal, _done) = (null, renamed.Refusal?.Message, null);
        if (renamed.Refusal is null)
        {
            await LoadAsync();
            _saved?.Show();
        }
        else if (renamed.Refusal.Code == ErrorCodes.ChangedSince)
        {
            // The typed text stays, and is saved the next time.
            await LoadAsync();
            _name = name;
        }
    }

    private async Task DoAsync<T>(Result<T> result, string done) where T : class
    {
        (_removing, _refusal, _done) = (null, result.Refusal?.Message, result.Refusal is null ? done : null);
        if (result.Refusal is null)
        {
            await LoadAsync();
        }
    }
}
