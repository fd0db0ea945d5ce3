using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Commands;

/// <summary>All commands, newest first, and how each stands. Its address alone says what it shows.</summary>
public sealed partial class CommandsPage(CommandReader reader, CommandSignal signal, TimeProvider time, NavigationManager navigation, SignedInPerson person, ILogger<CommandsPage> log)
{
    private const int Step = 50;

    private CommandFilter _filter = new();
    private IReadOnlyList<CommandRow>? _commands;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The commands");
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

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (CommandsAddress.IsList(args.Location))
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
        var filter = CommandsAddress.Parse(navigation.Uri);
        await _load.TryAsync(async () =>
        {
            var commands = await reader.ListBeforeAsync(filter, null, _shown, await person.ScopeAsync(), CancellationToken.None);
            if (filter == CommandsAddress.Parse(navigation.Uri))
            {
                (_filter, _commands) = (filter, commands);
            }
        });

        StateHasChanged();
    }

    private void ChooseKind(ChangeEventArgs args) => Show(_filter with { Kind = CommandWords.ParseKind(args.Value as string) });

    private void ChooseDirection(ChangeEventArgs args) => Show(_filter with { Direction = CommandWords.ParseDirection(args.Value as string) });

    private void ChooseSim(ChangeEventArgs args) => Show(_filter with { Sim = (args.Value as string)?.Trim() });

    private void Show(CommandFilter filter) => navigation.NavigateTo(CommandsAddress.Of(filter));
}
