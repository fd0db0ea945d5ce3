using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using SimConsole.Shell;

namespace SimConsole.Audit;

/// <summary>What was done by whom, newest first. Its address alone says what it shows.</summary>
public sealed partial class AuditPage(AuditReader reader, NavigationManager navigation, ILogger<AuditPage> log)
{
    private const int Step = 50;

    /// <summary>The page for each kind of SID, by the prefix of the SID.</summary>
    private static readonly Dictionary<string, string> Pages = new(StringComparer.Ordinal)
    {
        ["HS"] = "sims",
        ["HF"] = "fleets",
        ["HA"] = "network-access-profiles",
        ["BC"] = "bulk-changes",
        ["LR"] = "loss-reports",
        ["CB"] = "callbacks",
    };

    private AuditFilter _filter = new();
    private IReadOnlyList<AuditEntry>? _entries;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The audit");

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += Moved;
        return LoadAsync();
    }

    public void Dispose() => navigation.LocationChanged -= Moved;

    private static string? AddressOf(AuditEntry entry) =>
        Sid.IsShapeOf(entry.Subject) && Pages.TryGetValue(entry.Subject[..2], out var page) ? $"{page}/{entry.Subject}" : null;

    private static string ShortOf(string name) => Sid.IsShapeOf(name) ? $"{name[..10]}…" : name;

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (AuditAddress.IsList(args.Location))
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
        var address = new Uri(navigation.Uri).Query;
        await _load.TryAsync(async () =>
        {
            var filter = AuditAddress.Parse(address);
            var entries = await reader.ListBeforeAsync(filter, null, _shown, CancellationToken.None);
            if (address == new Uri(navigation.Uri).Query)
            {
                (_filter, _entries) = (filter, entries);
            }
        });

        StateHasChanged();
    }

    private void Choose(Func<AuditFilter, string?, AuditFilter> with, ChangeEventArgs args) =>
        navigation.NavigateTo(AuditAddress.Of(with(_filter, (args.Value as string)?.Trim())));
}
