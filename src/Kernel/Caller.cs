using System.Globalization;
using System.Security.Claims;

namespace SimConsole.Kernel;

/// <summary>
/// Who asks for something, through which door, and what they may do. Every operation that changes something takes a caller and checks it where the work is
/// done, and not only where the request came in.
/// </summary>
/// <param name="Actor">What is put on the record.</param>
/// <param name="May">What the caller may do.</param>
/// <param name="As">In what capacity the caller may do that, such as <c>The role Viewer</c>: how a refusal begins.</param>
/// <param name="ConfirmedAt">When a person last confirmed that it is still them; null where nobody is asked to, or nobody knows.</param>
public sealed record Caller(Actor Actor, Permissions May, string As, DateTimeOffset? ConfirmedAt = null)
{
    /// <summary>For how long after a person has confirmed that it is still them they are not asked again.</summary>
    public static readonly TimeSpan ConfirmedFor = TimeSpan.FromMinutes(10);

    /// <summary>The claim that tells one sign-in of a person from another, and proves it: the number of the session, a dot, and its token.</summary>
    public const string SessionClaim = "session";

    /// <summary>The claim of a person that names their <see cref="Role"/>.</summary>
    public const string RoleClaim = "role";

    /// <summary>The claim of a person who has yet to choose a password of their own, in place of a role.</summary>
    public const string NewcomerClaim = "newcomer";

    /// <summary>The claim of a person who has yet to set up a second factor, in place of a role.</summary>
    public const string FactorlessClaim = "factorless";

    /// <summary>The claim of a program that has the number of its <see cref="Permissions"/>.</summary>
    public const string PermissionsClaim = "permissions";

    /// <summary>The person at the keyboard of the server, who could change the database as well.</summary>
    public static Caller CommandLine { get; } = new(Actor.CommandLine, PermissionSets.All, "The command line");

    /// <summary>The console itself, for the record of what it does because it has to.</summary>
    public static Caller Itself { get; } = new(Actor.Itself, Permissions.None, "The console itself");

    /// <summary>The caller of an order that is carried out after they have left: allowed what they were allowed when they gave it.</summary>
    public static Caller OfOrder(Actor actor, Permissions may) => new(actor, may, "Whoever ordered this");

    /// <summary>The name of a person, or the SID of a credential.</summary>
    public string Name => Actor.Name;

    /// <summary>The number of the person's session; null for programs and at the server.</summary>
    public long? Session { get; init; }

    /// <summary>The Fleets that the caller is limited to; all where there is no limit.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    /// <summary>Where the request comes from: an IP address; null at the server.</summary>
    public string? Address { get; init; }

    /// <summary>A person who has just joined, or whose session has just begun: this caller may do nothing, and is only for the record.</summary>
    public static Caller SigningIn(string name, long? session, string address) =>
        new(new Actor(name, OrderSource.Console), Permissions.None, "A sign-in") { Session = session, Address = address };

    /// <summary>The caller who made a request or opened a page; one who has not signed in may do nothing.</summary>
    public static Caller Of(ClaimsPrincipal? who)
    {
        var name = who?.Identity is { IsAuthenticated: true } identity ? identity.Name ?? "" : "";
        if (name.Length > 0 && Enum.TryParse<Role>(who!.FindFirstValue(RoleClaim), out var role))
        {
            return Within(FleetScope.Of(who), new Caller(new Actor(name, OrderSource.Console), role.May(), $"The role {role}") { Session = SessionOf(who!) });
        }

        return name.Length > 0 && int.TryParse(who!.FindFirstValue(PermissionsClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var may)
            ? Within(FleetScope.Of(who), new Caller(new Actor(name, OrderSource.Api), (Permissions)may & PermissionSets.ForPrograms, $"The credential {name}"))
            : new Caller(new Actor(name, OrderSource.Console), Permissions.None, name.Length == 0 ? "Whoever has not signed in"
                : who!.HasClaim(claim => claim.Type == FactorlessClaim) ? "Whoever has not set up a second factor" : "Whoever has not chosen a password of his own")
            { Session = who is null ? null : SessionOf(who) };
    }

    /// <summary>Binds the caller of the request to an endpoint's parameter of this type.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(Of(context.User) with { Address = context.Connection.RemoteIpAddress?.ToString() });

    /// <summary>
    /// Why the caller has to confirm first that it is still them, for what gives others power, or takes many SIMs at once; null where they need not. Programs and
    /// the server have nobody to ask.
    /// </summary>
    public Refusal? Unconfirmed(DateTimeOffset now) => Actor.Source != OrderSource.Console || (ConfirmedAt is { } at && now - at < ConfirmedFor) ? null
        : new Refusal(ErrorCodes.ConfirmFirst, $"Confirm this with your password, with a code of your app, or by signing in with your provider again: the last time was more than {ConfirmedFor.TotalMinutes:0} minutes ago.");

    /// <summary>Why the caller may not do what takes a permission; null where they may.</summary>
    public Refusal? Lacks(Permissions needed) => May.HasFlag(needed) ? null
        : new Refusal(ErrorCodes.NotPermitted, $"{As} lacks the permission {(needed & ~May).Words()}. Ask an administrator for it.");

    /// <summary>Why a caller who is limited to Fleets may not do what reaches beyond them; null where there is no limit.</summary>
    /// <param name="what">What reaches beyond them, such as <c>a new Fleet is none of them</c>.</param>
    public Refusal? Beyond(string what) => Scope.IsAll ? null : new Refusal(ErrorCodes.NotPermitted, $"{As} may not do this: {what}. Ask somebody who is not limited.");

    /// <summary>A limit to Fleets takes away what reaches beyond any Fleet.</summary>
    private static Caller Within(FleetScope scope, Caller caller) =>
        scope.IsAll ? caller : caller with { Scope = scope, May = caller.May & PermissionSets.WithinFleets, As = $"{caller.As}, limited to {scope.Says()}," };

    private static long? SessionOf(ClaimsPrincipal who) =>
        long.TryParse(who.FindFirstValue(SessionClaim)?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var session) ? session : null;
}
