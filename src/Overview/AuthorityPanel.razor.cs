using Microsoft.AspNetCore.Components;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;

namespace SimConsole.Overview;

/// <summary>How the network authority is. No event tells of it, so it is asked while somebody looks.</summary>
public sealed partial class AuthorityPanel(AuthorityHealthReader reader, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Parameter, EditorRequired]
    public required DriftCounts Drift { get; set; }

    private readonly CancellationTokenSource _gone = new();
    private AuthorityHealth? _health;

    protected override async Task OnInitializedAsync()
    {
        _health = await reader.ReadAsync(CancellationToken.None);
        _ = FollowAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                var health = await reader.ReadAsync(_gone.Token);
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
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}
