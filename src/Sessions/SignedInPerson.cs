using Microsoft.AspNetCore.Components.Authorization;

namespace SimConsole.Sessions;

/// <summary>The person at the page of this circuit: the only one in whose name a page gives an order.</summary>
public sealed class SignedInPerson(AuthenticationStateProvider authentication, Standing standing, OpenSessions sessions)
{
    /// <summary>The Fleets whose Sims the person may read. A change of it ends the session.</summary>
    public async Task<FleetScope> ScopeAsync() => FleetScope.Of((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>The person as the caller who gives an order. Looks up at this moment whether the person may still act.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in, or not any more.</exception>
    public async Task<Caller> CallerAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        var credential = Credential.Of(user);
        if (credential is null || await standing.EndOfAsync(credential, CancellationToken.None) is not null)
        {
            sessions.Look();
            throw new InvalidOperationException("Nobody is signed in.");
        }

        var session = await standing.SessionOfAsync(credential, CancellationToken.None);
        return Caller.Of(user) with { ConfirmedAt = session?.ConfirmedAt, Address = session?.Address };
    }
}
