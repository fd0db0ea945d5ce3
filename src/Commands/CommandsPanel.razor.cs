using Microsoft.AspNetCore.Components;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.Commands;

/// <summary>Sends commands to the device of one Sim and shows the last ones; on the simulated network it simulates the device, too.</summary>
public sealed partial class CommandsPanel(
    CommandService service, CommandReader reader, CommandSignal signal, IEnumerable<ICommandCarrier> carriers, AuditTrail trail, SignedInPerson person, TimeProvider time, ILogger<CommandsPanel> log)
{
    private const int Shown = 10;

    private SignalWatch _watch = null!;
    private IReadOnlyList<CommandRow>? _commands;
    private CommandKind _kind;
    private PayloadType _type;
    private int? _port;
    private string _payload = "";
    private bool _sending;
    private readonly Reading _load = new(log, "The commands of a SIM");
    private string? _refusal;
    private string? _sid;

    [Parameter, EditorRequired]
    public required SimRow Sim { get; set; }

    /// <summary>The simulated devices; null where the network is a real one.</summary>
    private SimulatedDevice? Device => carriers.OfType<SimulatedDevice>().FirstOrDefault();

    private bool Unready => _sending || _payload.Length == 0;

    protected override void OnInitialized() => _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync));

    protected override Task OnParametersSetAsync()
    {
        if (_sid == Sim.Sid)
        {
            return Task.CompletedTask;
        }

        (_sid, _commands) = (Sim.Sid, null);
        return LoadAsync();
    }

    public void Dispose() => _watch.Dispose();

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var commands = await reader.ListBeforeAsync(new CommandFilter { Sim = Sim.Sid }, null, Shown, await person.ScopeAsync(), CancellationToken.None);
            _commands = commands;
        });

        StateHasChanged();
    }

    private Task SendAsync() => DoAsync(async () => await service.SendAsync(
        new CommandOrder(_kind, Sim.Sid, _payload, _kind == CommandKind.Ip ? _type : PayloadType.Text, _kind == CommandKind.Ip ? _port : null), await person.CallerAsync(), CancellationToken.None));

    private Task PlayAsync() => DoAsync(async () =>
    {
        var caller = await person.CallerAsync();
        if (caller.Lacks(Permissions.CommandsSend) is { } lacking)
        {
            return lacking;
        }

        await trail.RecordAsync(caller, AuditKinds.SimulationChanged, Sim.Sid, new AuditChange("the device sends", _kind.Word()));
        return await Device!.SendAsync(
            Sim.Iccid,
            _kind == CommandKind.Sms ? new DeviceMessage(_kind, _payload) : new DeviceMessage(_kind, _type == PayloadType.Text ? CommandPayload.Binary(_payload) : _payload, _port),
            CancellationToken.None);
    });

    private async Task DoAsync(Func<Task<Result<CommandRow>>> send)
    {
        _sending = true;
        try
        {
            _refusal = (await send().OrTroubleAsync()).Refusal?.Message;
            _payload = _refusal is null ? "" : _payload;
            await LoadAsync();
        }
        finally
        {
            _sending = false;
        }
    }
}
