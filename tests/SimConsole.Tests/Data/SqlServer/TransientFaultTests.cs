using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests.Data.SqlServer;

public sealed class TransientFaultTests
{
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
                throw ServerFault.Of(ServerFault.NotAvailable);
            }
        };
        (console.Connection.Values["Status"], console.Connection.Values["UniqueName"]) = ((int)SimStatus.Active, "pump");

        SimUpdated? updated = null;
        await console.DriveAsync<SimService>(nameof(SimService.UpdateAsync), async sims =>
            updated = (await sims.UpdateAsync("pump", new SimUpdate { Status = SimStatus.Inactive }, TestConsole.Someone, Token)).Value);

        Assert.True(updated!.Scheduled);
        Assert.Equal(-1, faults);
        Assert.Equal(2, console.Connection.Statements.Count(s => s.Sql.Contains("INSERT INTO [StatusChanges]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_fault_that_is_not_transient_is_not_tried_again()
    {
        await using var console = new CapturedConsole();
        console.Connection.Sending = _ => throw ServerFault.Of(208);
        await using var db = console.OpenDb();
        await Assert.ThrowsAnyAsync<Exception>(() => db.Sims.CountAsync(Token));
        Assert.Single(console.Connection.Statements);
    }

    [Fact]
    public void The_console_retries_on_sql_server()
    {
        using var db = SqlServerTooling.OpenContext();
        Assert.True(db.Database.CreateExecutionStrategy().RetriesOnFailure);
    }
}
