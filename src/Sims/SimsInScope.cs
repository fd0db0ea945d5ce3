using System.Linq.Expressions;

namespace SimConsole.Sims;

/// <summary>Leaves out what lies outside the Fleets that a caller is limited to.</summary>
internal static class SimsInScope
{
    /// <summary>The Sims that are in a scope.</summary>
    public static IQueryable<Sim> In(this IQueryable<Sim> sims, FleetScope scope) => sims.OfSimsIn(scope, s => s);

    /// <summary>The rows whose Sim is in a scope. A row without a Sim is only in the scope of all Fleets.</summary>
    /// <param name="sim">The Sim of a row.</param>
    public static IQueryable<T> OfSimsIn<T>(this IQueryable<T> rows, FleetScope scope, Expression<Func<T, Sim?>> sim)
    {
        if (scope.IsAll)
        {
            return rows;
        }

        var fleets = scope.FleetIds;
        Expression<Func<Sim, bool>> isIn = s => s.FleetId != null && fleets.Contains(s.FleetId.Value);
        return rows.Where(Expression.Lambda<Func<T, bool>>(new Replaced(isIn.Parameters[0], sim.Body).Visit(isIn.Body), sim.Parameters));
    }

    private sealed class Replaced(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
    }
}
