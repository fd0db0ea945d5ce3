using Microsoft.AspNetCore.Authorization;

namespace SimConsole.Kernel;

/// <summary>Says of a page, an endpoint or a hub which permission it takes. Whoever lacks it gets 403 with a sentence that names it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(Permissions permission) : AuthorizeAttribute(permission.Words())
{
    public Permissions Permission => permission;
}

/// <summary>What endpoints and the policies behind them say of permissions.</summary>
public static class NeedsExtensions
{
    /// <summary>Says which permission an endpoint takes.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Permissions permission) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(new NeedsAttribute(permission));

    /// <summary>Adds a policy for each permission there is, by its word.</summary>
    public static AuthorizationBuilder AddPermissions(this AuthorizationBuilder authorization) => PermissionSets.Each.Aggregate(authorization, (all, permission) =>
        all.AddPolicy(permission.Words(), policy => policy.RequireAssertion(asked => Caller.Of(asked.User).Lacks(permission) is null)));
}
