using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Processes;

/// <summary>How soon stolen SIMs are off, with a real process, a real HLR, and a serving node that asks it. The output of the tests has the figures.</summary>
public sealed class OffInTimeTests
{
    private const int Stolen = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hlr_that_was_away_until_after_the_deadline_is_told_as_soon_as_it_is_back()
    {
        await using var installation = await Installation.StartAsync(processes: 1, sims: Stolen);
        var taken = new Durations("Off after the HLR is back");
        for (var round = 0; round < Rounds.Of(1); round++)
        {
            await (round == 0 ? Task.CompletedTask : BackAsync(installation));
            Assert.Equal(Stolen, (await (await installation.NodeAsync()).LetInAsync(installation.Sims)).Count);
            installation.Kill(0);
            await installation.StartAsync(0, ("StatusChanges:Deadline", "00:00:01"));
            await installation.KillHlrAsync();
            var report = await installation.ReportAsync(() => 0, installation.Sims);
            await using (var db = installation.Console.OpenDb())
            {
                await Wait.UntilAsync(async () =>
                {
                    var late = DateTimeOffset.UtcNow.AddSeconds(-1);
                    return await db.StatusChanges.CountAsync(c => c.EndedAt == null && c.Attempts > 1 && c.QueuedAt < late, Token) == Stolen;
                });
            }

            await installation.Hlr.StartAgainAsync();
            await taken.MeasureAsync(() => installation.UntilOffAsync(report, installation.Sims));
        }

        taken.Tell();
    }

    [Fact]
    public async Task What_a_killed_process_was_switching_on_is_off_soon_after_its_restart()
    {
        // A few at a time, so that there are some that it has not begun with.
        await using var installation = await Installation.StartAsync(
            processes: 1, sims: 60, ("StatusChanges:BatchSize", "10"), ("StatusChanges:ParallelBatches", "2"));
        var taken = new Durations("Off after a report right after the restart");
        for (var round = 0; round < Rounds.Of(1); round++)
        {
            await installation.ReleaseAllAsync();
            await installation.SwitchAllAsync(SimStatus.Inactive);
            await installation.Hlr.SignalAsync("STOP");
            await installation.AskAsync(() => 0, "/v1/BulkChanges", ("Status", "active"), ("Everything", "true"));
            await using var db = installation.Console.OpenDb();
            var open = db.StatusChanges.AsNoTracking().Where(c => c.EndedAt == null).OrderBy(c => c.Id);
            await Wait.UntilAsync(async () => await open.CountAsync(Token) == installation.Sims.Count && (await installation.Hlr.UnreadAsync()).Count > 0);
            installation.Kill(0);
            var begun = (await open.ToListAsync(Token)).ToLookup(c => c.State == StatusChangeState.Applying, c => c.SimId);
            var stolen = begun[true].Take(Stolen / 2).Concat(begun[false].Take(Stolen / 2)).Select(id => installation.Sims.Single(s => s.Id == id)).ToList();
            Assert.Equal(Stolen, stolen.Count);

            await installation.Hlr.SignalAsync("CONT");
            await installation.StartAsync(0);
            await taken.MeasureAsync(async () => await installation.UntilOffAsync(await installation.ReportAsync(() => 0, stolen), stolen));

            await installation.RestAsync();
            await (await installation.NodeAsync()).AssertRefusesAsync(stolen);
            Assert.Equal(installation.Sims.Count - Stolen, (await (await installation.NodeAsync()).LetInAsync(installation.Sims)).Count);
        }

        taken.Tell();
    }

    /// <summary>All are found, and on again.</summary>
    private static async Task BackAsync(Installation installation)
    {
        installation.Kill(0);
        await installation.StartAsync(0);
        await installation.ReleaseAllAsync();
        await installation.SwitchAllAsync(SimStatus.Active);
    }
}
