using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.ESimProfiles;

/// <summary>All eSIM profiles, newest first, and how each stands; on the simulated network also the devices that download them.</summary>
public sealed partial class ESimProfilesPage(
    ESimProfileReader reader,
    ESimProfileService service,
    IEnumerable<IESimAuthority> authorities,
    ESimProfileSignal signal,
    AuditTrail trail,
    SignedInPerson person,
    TimeProvider time,
    ILogger<ESimProfilesPage> log)
{
    private const int Step = 50;

    private IReadOnlyList<ESimProfileRow>? _profiles;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The eSIM profiles");
    private string _eid = "";
    private bool _withCode = true;
    private string? _refusal;
    private string? _said;
    private SignalWatch _watch = null!;

    private bool IsOffered => service.IsOffered;

    /// <summary>Simulates the devices; null where they are real.</summary>
    private SimulatedSmdp? Device { get; } = authorities.OfType<SimulatedSmdp>().FirstOrDefault();

    protected override Task OnInitializedAsync()
    {
        _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync));
        return LoadAsync();
    }

    public void Dispose() => _watch.Dispose();

    private async Task OrderAsync()
    {
        var ordered = await service.OrderAsync(new ESimProfileOrder(_eid.Trim(), _withCode), await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        _refusal = ordered.Refusal?.Message;
        if (_refusal is null)
        {
            _eid = "";
            await LoadAsync();
        }
    }

    private Task DownloadAsync(ESimProfileRow profile) => PlayAsync(profile, "downloads", () => Device!.DownloadAsync(profile.Eid, profile.MatchingId, CancellationToken.None));

    private Task InstallAsync(ESimProfileRow profile) => PlayAsync(profile, "installs", () => Device!.InstallAsync(profile.Iccid!, CancellationToken.None));

    private Task FailAsync(ESimProfileRow profile) => PlayAsync(profile, "fails", () => Device!.FailAsync(profile.Iccid!, "The device could not install the profile.", CancellationToken.None));

    private async Task PlayAsync(ESimProfileRow profile, string what, Func<Task<DeviceAnswer>> play)
    {
        var caller = await person.CallerAsync();
        _said = caller.Lacks(Permissions.SimsWrite)?.Message;
        if (_said is null)
        {
            await trail.RecordAsync(caller, AuditKinds.SimulationChanged, profile.Sid, new AuditChange("the device", what));
            _said = (await play()).Says;
        }

        await LoadAsync();
    }

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () => _profiles = await reader.ListBeforeAsync(new ESimProfileFilter(), null, _shown, await person.ScopeAsync(), CancellationToken.None));

        StateHasChanged();
    }
}
