using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Fleets;

/// <summary>Whether somebody can be limited to Fleets.</summary>
internal static class FleetLimits
{
    /// <summary>Why a limit is invalid, or null where it is valid: all Fleets that it names exist.</summary>
    public static async Task<Refusal?> FaultOfAsync(SimConsoleDb db, FleetScope scope, CancellationToken token) =>
        scope.IsAll || await db.Fleets.In(scope).CountAsync(token) == scope.FleetIds.Count ? null
            : new Refusal(ErrorCodes.NoSuchFleet, "One of these Fleets no longer exists. Reload the page to see those that do.");

    /// <summary>As <see cref="FaultOfAsync(SimConsoleDb, FleetScope, CancellationToken)"/>, for a person or program with a role.</summary>
    public static async Task<Refusal?> FaultOfAsync(SimConsoleDb db, FleetScope scope, Role role, CancellationToken token) =>
        role == Role.Administrator && !scope.IsAll
            ? new Refusal(ErrorCodes.Invalid, "An administrator decides who sees what, so a limit to Fleets would have no effect. Choose another role, or all Fleets.")
            : await FaultOfAsync(db, scope, token);

    /// <summary>A limit for the record: the names of its Fleets, or that there is none.</summary>
    public static async Task<string> NamesAsync(SimConsoleDb db, FleetScope scope, CancellationToken token) =>
        scope.IsAll ? "all" : string.Join(", ", await db.Fleets.In(scope).OrderBy(f => f.Id).Select(f => f.UniqueName ?? f.Sid).ToListAsync(token));
}
