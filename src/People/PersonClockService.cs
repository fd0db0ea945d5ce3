using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.People;

/// <summary>Each person's own time zone and how times are written for them, in every browser.</summary>
public sealed class PersonClockService(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The clock of the caller; the default one where the caller is not a person.</summary>
    public async Task<PersonClock> FindAsync(Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Own(db, caller).Select(p => new PersonClock(p.TimeZone, p.TimeFormat)).SingleOrDefaultAsync(token) ?? new PersonClock(null, TimeFormat.Iso);
    }

    /// <summary>Gives the caller another clock, and returns it.</summary>
    public async Task<Result<PersonClock>> ChangeAsync(PersonClock clock, Caller caller, CancellationToken token)
    {
        if (clock.Zone is { } zone && TimeZones.Find(zone) is null)
        {
            return new Refusal(ErrorCodes.Invalid, $"There is no time zone '{Cut.Short(zone)}'. Give an IANA name such as Europe/Berlin, or UTC.");
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (!Enum.IsDefined(clock.Format) || await Own(db, caller).SingleOrDefaultAsync(token) is not { } person)
        {
            return new Refusal(ErrorCodes.Invalid, "Only a person chooses how times are written, and only one of the ways that are offered.");
        }

        AuditChange[] changes = [new("zone", Said(person.TimeZone), Said(clock.Zone)), new("format", person.TimeFormat.ToString(), clock.Format.ToString())];
        (person.TimeZone, person.TimeFormat) = (clock.Zone, clock.Format);
        db.Audit(caller, AuditKinds.PersonClockChanged, caller.Name, [.. changes.Where(change => change.From != change.To)]);
        await db.SaveChangesAsync(token);
        return clock;
    }

    private static string Said(string? zone) => zone ?? "of the browser";

    private static IQueryable<Person> Own(SimConsoleDb db, Caller caller)
    {
        var name = caller.Actor.Source == OrderSource.Console ? caller.Name : null;
        return db.Users.Where(p => p.UserName == name);
    }
}
