using Microsoft.AspNetCore.Components;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.Shell;

namespace SimConsole.Overview;

/// <summary>The condition of the network authority. No event reports it, so it is asked while the page is open.</summary>
public sealed partial class AuthorityPanel(AuthorityHealthReader reader, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Parameter, EditorRequired]
    public required DriftCounts Drift { get; set; }

    private readonly Lookout _lookout = new();
    private AuthorityHealth? _health;

    protected override async Task OnInitializedAsync()
    {
        _health = await reader.ReadAsync(CancellationToken.None);
        _lookout.LookEvery(Interval, time, LookAsync);
    }

    public void Dispose() => _lookout.Dispose();

    private async Task LookAsync()
    {
        var health = await reader.ReadAsync(_lookout.Gone);
        if (health != _health)
        {
            await InvokeAsync(() =>
            {
                _health = health;
                StateHasChanged();
            });
        }
    }
}
