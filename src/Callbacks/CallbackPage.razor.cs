using Microsoft.AspNetCore.Components;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Callbacks;

/// <summary>One callback: what it tells, every attempt to deliver it, and a way to send it again.</summary>
public sealed partial class CallbackPage(CallbackReader reader, CallbackService callbacks, CallbackSignal signal, SignedInPerson person, TimeProvider time, ILogger<CallbackPage> log)
{
    private const int Step = 20;

    private SignalWatch _watch = null!;
    private CallbackSummary? _callback;
    private IReadOnlyList<Delivery> _deliveries = [];
    private int _shown = Step;
    private string? _said;
    private bool _refused;
    private bool _missing;
    private readonly Reading _load = new(log, "A callback");

    [Parameter]
    public required string Sid { get; set; }

    protected override Task OnInitializedAsync()
    {
        _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync));
        return LoadAsync();
    }

    public void Dispose() => _watch.Dispose();

    private bool IsNext(CallbackMessage message) =>
        message.State == CallbackState.Waiting && _callback!.Messages.First(m => m.State == CallbackState.Waiting).Number == message.Number;

    private static string Tells(CallbackSummary callback, Delivery delivery) => callback.Subject == CallbackSubject.StatusChange
        ? CallbackWords.MessageWord(callback.Subject, delivery.Number)
        : callback.Messages.First(m => m.Number == delivery.Number).Fields.Status;

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task ResendAsync(int number)
    {
        var result = await callbacks.ResendAsync(Sid, number, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        (_said, _refused) = (result.Value ?? result.Refusal!.Message, result.Refusal is not null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var callback = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            _deliveries = callback is null ? [] : await reader.DeliveriesBeforeAsync(callback.Id, null, _shown, CancellationToken.None);
            (_callback, _missing) = (callback, callback is null);
            _said = _refused || callback?.State == CallbackState.Waiting ? _said : null;
        });

        StateHasChanged();
    }
}
