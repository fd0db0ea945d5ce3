using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SimConsole.People;

/// <summary>
/// What a person's cookie says of him beside his name: his role, or that he has yet to choose a password of his own. A change of either ends the session, so the
/// cookie is never wrong.
/// </summary>
internal sealed class PersonClaims(UserManager<Person> people, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Person>(people, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(user.PasswordIsTemporary ? new Claim(Caller.NewcomerClaim, "") : new Claim(Caller.RoleClaim, user.Role.ToString()));
        return identity;
    }
}
