using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>What the use of commands does to a Sim: one that is ready becomes active with its fifth SMS command, in whichever direction.</summary>
internal static class CommandUse
{
    /// <summary>Makes those of these Sims active that have used enough SMS commands, in the caller's transaction.</summary>
    /// <param name="simIds">The Sims of the SMS commands that this transaction has written, in any order.</param>
    /// <exception cref="DbUpdateConcurrencyException">One of them changed at this moment. Roll back, and look again.</exception>
    public static async Task ActivateAsync(SimConsoleDb db, StatusChangeService changes, long[] simIds, AfterCommit after, CancellationToken token)
    {
        var used = simIds.Length == 0 ? [] : await db.Sims
            .Where(s => simIds.Contains(s.Id) && s.Status == SimStatus.Ready)
            .Where(s => db.Commands.Count(c => c.SimId == s.Id && c.Kind == CommandKind.Sms && c.Status != CommandStatus.Queued && c.Status != CommandStatus.Failed) >= CommandOptions.SmsThatActivate)
            .Select(s => s.Id).ToListAsync(token);
        if (used.Count > 0)
        {
            await changes.ActivateReadyAsync(db, used, "Five SMS commands.", after, token);
        }
    }
}
