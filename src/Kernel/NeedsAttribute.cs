using Microsoft.AspNetCore.Authorization;

namespace SimConsole.Kernel;

/// <summary>Declares which permission a page, an endpoint or a hub takes. A caller without it gets 403 with a sentence that names it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(Permissions permission) : AuthorizeAttribute(permission.Words())
{
    public Permissions Permission => permission;
}

/// <summary>Declares permissions on endpoints, and registers the policies behind them.</summary>
public static class NeedsExtensions
{
    /// <summary>Says which permission an endpoint takes.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Permissions permission) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(new NeedsAttribute(permission));

    /// <summary>Adds a policy for each permission there is, by its word.</summary>
    public static AuthorizationBuilder AddPermissions(this AuthorizationBuilder authorization) => PermissionSets.Each.Aggregate(authorization, (all, permission) =>
        all.AddPolicy(permission.Words(), policy => policy.RequireAssertion(asked => Caller.Of(asked.User).Lacks(permission) is null)));
}
