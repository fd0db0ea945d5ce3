using Microsoft.AspNetCore.Components.Authorization;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>The person at the page of this circuit: the only one in whose name a page gives an order.</summary>
public sealed class SignedInPerson(AuthenticationStateProvider authentication, Standing standing, OpenSessions sessions)
{
    /// <summary>The person, as the one who gives an order. It is looked up at this moment whether the person may.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in, or not any more.</exception>
    public async Task<Actor> ActorAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        if (await standing.EndOfAsync(Credential.Of(user), CancellationToken.None) is not null)
        {
            sessions.Look();
            throw new InvalidOperationException("Nobody is signed in.");
        }

        return new Actor(user.Identity!.Name!, OrderSource.Console);
    }
}
