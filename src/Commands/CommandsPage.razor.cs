using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using SimConsole.Live;

namespace SimConsole.Commands;

/// <summary>All commands, newest first, and how each stands. What it shows is in its address alone.</summary>
public sealed partial class CommandsPage(CommandReader reader, CommandSignal signal, TimeProvider time, NavigationManager navigation, ILogger<CommandsPage> log)
{
    private const int Step = 50;

    private CommandFilter _filter = new();
    private IReadOnlyList<CommandRow>? _commands;
    private int _shown = Step;
    private bool _failed;
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
        try
        {
            var commands = await reader.ListBeforeAsync(filter, null, _shown, CancellationToken.None);
            if (filter == CommandsAddress.Parse(navigation.Uri))
            {
                (_filter, _commands, _failed) = (filter, commands, false);
            }
        }
        catch (Exception exception)
        {
            LogLoadFailed(exception);
            _failed = true;
        }

        StateHasChanged();
    }

    private void ChooseKind(ChangeEventArgs args) => Show(_filter with { Kind = CommandWords.ParseKind(args.Value as string) });

    private void ChooseDirection(ChangeEventArgs args) => Show(_filter with { Direction = CommandWords.ParseDirection(args.Value as string) });

    private void ChooseSim(ChangeEventArgs args) => Show(_filter with { Sim = (args.Value as string)?.Trim() });

    private void Show(CommandFilter filter) => navigation.NavigateTo(CommandsAddress.Of(filter));

    [LoggerMessage(Level = LogLevel.Error, Message = "The commands could not be read")]
    private partial void LogLoadFailed(Exception exception);
}
