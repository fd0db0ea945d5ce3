using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.Audit;

/// <summary>Puts on the record what is done.</summary>
public sealed class AuditTrail(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>Records an act that changes nothing in the database, such as an export. Call it before the act.</summary>
    public async Task RecordAsync(Caller caller, string kind, string subject, params AuditChange[] changes)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        db.Audit(caller, kind, subject, changes);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Records an act of somebody who is not signed in.</summary>
    internal async Task RecordAsync(IReadOnlyCollection<AuditEntry> entries)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        db.AuditEntries.AddRange(entries);
        await db.SaveChangesAsync(CancellationToken.None);
    }
}

/// <summary>Puts on the record what a transaction does.</summary>
public static class AuditTrailOfTransactions
{
    /// <summary>
    /// Adds an entry to what the context saves next: it is written, and sealed, with the change, or neither is. See <see cref="AuditSealing"/>.
    /// </summary>
    /// <param name="kind">One of <see cref="AuditKinds"/>.</param>
    /// <param name="subject">To what it is done: a SID, or the name of a person or a list.</param>
    public static void Audit(this SimConsoleDb db, Caller caller, string kind, string subject, params IEnumerable<AuditChange> changes) => db.AuditEntries.Add(new AuditEntry
    {
        Door = caller.Actor.Source,
        Actor = caller.Name,
        SessionId = caller.Session,
        Address = (caller.Address ?? "").CutTo(Session.AddressLength),
        Kind = kind,
        Subject = subject.CutTo(AuditEntry.NameLength),
        Changes = AuditChanges.Write(changes),
    });
}
