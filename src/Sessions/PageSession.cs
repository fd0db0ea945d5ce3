using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace SimConsole.Sessions;

/// <summary>
/// An open page ends with its person's session: nothing that its browser sends reaches a component any more, whatever the page does, and the page leads to sign-in.
/// </summary>
public sealed class PageSession(OpenSessions sessions, AuthenticationStateProvider authentication) : CircuitHandler, IDisposable
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private OpenSession? _session;

    /// <summary>Why the page has ended, or null as long as its person may act.</summary>
    public SessionEnd? Ended { get; private set; }

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        authentication.AuthenticationStateChanged += Follow;
        await FollowAsync(authentication.GetAuthenticationStateAsync());
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        if (_session is null || await _session.HoldsAsync())
        {
            await next(activity);
        }
    };

    public void Dispose()
    {
        authentication.AuthenticationStateChanged -= Follow;
        _session?.Dispose();
    }

    // A browser that comes back after its connection was lost sends its cookie again.
    private void Follow(Task<AuthenticationState> state) => _ = FollowAsync(state);

    private async Task FollowAsync(Task<AuthenticationState> state)
    {
        if (Ended is null)
        {
            _session?.Dispose();
            _session = sessions.Open((await state).User, End);
        }
    }

    private void End(SessionEnd why)
    {
        Ended = why;
        ((IHostEnvironmentAuthenticationStateProvider)authentication).SetAuthenticationState(Task.FromResult(Nobody));
    }
}
