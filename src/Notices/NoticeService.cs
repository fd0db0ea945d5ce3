using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.People;

namespace SimConsole.Notices;

/// <summary>How far a person has read.</summary>
/// <param name="ReadAt">Up to when; null for a person who has never marked any as read.</param>
public sealed record NoticeMark(DateTimeOffset? ReadAt);

/// <summary>Keeps up to when each person has read their notices. Nothing else is stored of notices.</summary>
public sealed class NoticeService(IDbContextFactory<SimConsoleDb> databases, NoticesRead read)
{
    /// <summary>How far the caller has read; a caller that is not a person has read nothing.</summary>
    public async Task<NoticeMark> FindAsync(Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return new NoticeMark(await Own(db, caller).Select(p => p.NoticesReadAt).SingleOrDefaultAsync(token));
    }

    /// <summary>Records that the caller has read everything up to a time, unless they have read further already. Returns how far they have read then.</summary>
    public async Task<Result<NoticeMark>> MarkReadAsync(DateTimeOffset upTo, Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await Own(db, caller).SingleOrDefaultAsync(token) is not { } person)
        {
            return new Refusal(ErrorCodes.Invalid, "Only a person has notices that can be marked as read.");
        }

        if (person.NoticesReadAt is null || person.NoticesReadAt < upTo)
        {
            db.Audit(caller, AuditKinds.NoticesRead, caller.Name, new AuditChange("upTo", Said(person.NoticesReadAt), Said(upTo)));
            person.NoticesReadAt = upTo;
            await db.SaveChangesAsync(token);
            read.Wake();
        }

        return new NoticeMark(person.NoticesReadAt);
    }

    private static string? Said(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static IQueryable<Person> Own(SimConsoleDb db, Caller caller)
    {
        var name = caller.Actor.Source == OrderSource.Console ? caller.Name : null;
        return db.Users.Where(p => p.UserName == name);
    }
}
