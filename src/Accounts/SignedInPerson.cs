using Microsoft.AspNetCore.Components.Authorization;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>The person at the page of this circuit.</summary>
public sealed class SignedInPerson(AuthenticationStateProvider authentication)
{
    /// <summary>The person, as the one who gives an order.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public async Task<Actor> ActorAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return new Actor(state.User.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in."), OrderSource.Console);
    }
}
