using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests.Data.SqlServer;

public sealed class TransientFaultTests
{
    // "Database is not currently available": a server that fails over says so.
    private const int NotAvailable = 40613;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_met_a_transient_fault_runs_again_from_nothing()
    {
        await using var console = new CapturedConsole();
        var faults = 1;
        console.Connection.Sending = sql =>
        {
            if (sql.Contains("INSERT INTO [StatusChanges]", StringComparison.Ordinal) && faults-- > 0)
            {
                throw Fault(NotAvailable);
            }
        };
        console.Connection.Values["Status"] = (int)SimStatus.Active;

        SimUpdated? updated = null;
        await console.DriveAsync<SimService>(nameof(SimService.UpdateAsync), async sims =>
            updated = (await sims.UpdateAsync("pump", new SimUpdate { Status = SimStatus.Inactive }, new Actor("someone", OrderSource.Console), Token)).Value);

        Assert.True(updated!.Scheduled);
        Assert.Equal(-1, faults);
        Assert.Equal(2, console.Connection.Statements.Count(s => s.Sql.Contains("INSERT INTO [StatusChanges]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_fault_that_is_not_transient_is_not_tried_again()
    {
        await using var console = new CapturedConsole();
        console.Connection.Sending = _ => throw Fault(208);
        await using var db = console.OpenDb();
        await Assert.ThrowsAnyAsync<Exception>(() => db.Sims.CountAsync(Token));
        Assert.Single(console.Connection.Statements);
    }

    /// <summary>The driver makes its exceptions itself, and lets nobody else.</summary>
    private static SqlException Fault(int number)
    {
        var error = (SqlError)RuntimeHelpers.GetUninitializedObject(typeof(SqlError));
        Set(error, "Number", number);
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Where(m => m.Name == "CreateException")
            .First(m => m.GetParameters() is [{ ParameterType: var first }, { ParameterType: var second }] && first == typeof(SqlErrorCollection) && second == typeof(string));
        return (SqlException)create.Invoke(null, [errors, "16.0"])!;
    }

    private static void Set(object target, string property, object value) =>
        target.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .First(field => field.Name.Contains(property, StringComparison.OrdinalIgnoreCase)).SetValue(target, value);
}
