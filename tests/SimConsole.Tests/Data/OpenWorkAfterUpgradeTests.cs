using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Commands;

namespace SimConsole.Tests.Data;

public sealed class OpenWorkAfterUpgradeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_open_before_work_counted_its_own_time_has_the_usual_time_and_a_repair_has_no_end()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.SendAsync(sim.Sms());
        await console.AskAsync(sim, SimStatus.Inactive);
        await using var db = console.OpenDb();
        db.StatusChanges.Add(new StatusChange
        {
            SimId = sim.Id,
            Kind = StatusChangeKind.Reconcile,
            RequestedBy = "someone",
            QueuedAt = console.Time.Now(),
            DueAt = console.Time.Now(),
        });
        await db.SaveChangesAsync(Token);

        // One of them was taken by a process that is no more.
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("Comparisons", Token);
        await db.Database.ExecuteSqlRawAsync("UPDATE \"StatusChanges\" SET \"LeaseToken\" = {0}", [Guid.NewGuid()], Token);
        await migrator.MigrateAsync(cancellationToken: Token);

        Assert.Equal([600, null], (await console.ChangesAsync()).Select(c => c.SecondsLeft));
        Assert.Equal(86_400, (await db.Commands.AsNoTracking().SingleAsync(Token)).SecondsLeft);
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
    }
}
