using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SimConsole.People.SecondFactor;

namespace SimConsole.People;

/// <summary>
/// What a person's cookie says of them besides their name: the role and the Fleets that they are limited to, or that they have yet to choose a password of
/// their own, or to set up a second factor. A change of any of these ends the session, so the cookie is never wrong.
/// </summary>
internal sealed class PersonClaims(UserManager<Person> people, IOptions<IdentityOptions> options, SecondFactorPolicy policy, SecondFactorService factors) : UserClaimsPrincipalFactory<Person>(people, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        var lacksFactor = !user.PasswordIsTemporary && policy.Requires(user.Role)
            && !await factors.HasFactorAsync(user.Id, CancellationToken.None) && !await factors.IsOfProviderAsync(user.Id, CancellationToken.None);
        identity.AddClaim(user.PasswordIsTemporary ? new Claim(Caller.NewcomerClaim, "")
            : lacksFactor ? new Claim(Caller.FactorlessClaim, "")
            : new Claim(Caller.RoleClaim, user.Role.ToString()));
        identity.AddClaims(user.Scope.Claims());
        return identity;
    }
}
