using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Callbacks;

/// <summary>All callbacks, newest first, and how each stands. What it shows is in its address alone.</summary>
public sealed partial class CallbacksPage(CallbackReader reader, CallbackSignal signal, TimeProvider time, NavigationManager navigation, SignedInPerson person, ILogger<CallbacksPage> log)
{
    private const int Step = 50;

    private CallbackFilter _filter = new();
    private IReadOnlyList<CallbackSummary>? _callbacks;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The callbacks");
    private SignalWatch _watch = null!;

    protected override Task OnInitializedAsync()
    {
        _watch = new SignalWatch(signal, time, () => InvokeAsync(LoadAsync));
        navigation.LocationChanged += Moved;
        return LoadAsync();
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _watch.Dispose();
    }

    private static string AddressOf(CallbackSummary callback) => $"{CallbacksAddress.Path}/{callback.Sid}";

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (CallbacksAddress.IsList(args.Location))
        {
            _shown = Step;
            _ = InvokeAsync(LoadAsync);
        }
    }

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var filter = CallbacksAddress.Parse(navigation.Uri);
        await _load.TryAsync(async () =>
        {
            var callbacks = await reader.ListBeforeAsync(filter, null, _shown, await person.ScopeAsync(), CancellationToken.None);
            if (filter == CallbacksAddress.Parse(navigation.Uri))
            {
                (_filter, _callbacks) = (filter, callbacks);
            }
        });

        StateHasChanged();
    }

    private void ChooseSim(ChangeEventArgs args) => navigation.NavigateTo(CallbacksAddress.Of(_filter with { Sim = (args.Value as string)?.Trim() }));

    private void ChooseUrl(ChangeEventArgs args) => navigation.NavigateTo(CallbacksAddress.Of(_filter with { Url = (args.Value as string)?.Trim() }));
}
