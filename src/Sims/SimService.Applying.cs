using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Sims;

/// <summary>Applies an update to one locked Sim, or says why it may not.</summary>
public sealed partial class SimService
{
    private async Task<(Refusal?, StatusChange?)> ApplyAsync(
        SimConsoleDb db, Sim sim, SimUpdate update, Caller caller, AfterCommit after, CancellationToken token)
    {
        var actor = caller.Actor;
        if (update.Reason is { Length: > StatusChange.TextLength } reason)
        {
            return (new Refusal(ErrorCodes.Invalid, $"A reason has at most {StatusChange.TextLength} characters; this has {reason.Length}."), null);
        }

        if (update.Seen is { } seen && await OvertakenAsync(db, sim, update, seen, token) is { } overtaken)
        {
            return (overtaken, null);
        }

        if (update.UniqueName is not null && await RenameAsync(db, sim, update.UniqueName, actor, token) is { } refused)
        {
            return (refused, null);
        }

        if (update.Note is not null && Annotate(db, sim, update.Note, actor) is { } tooLong)
        {
            return (tooLong, null);
        }

        if (sim.HeldByReportId is { } reportId && update.Status?.MayConnect() == true && update.Status != sim.Status)
        {
            return (Hold.Refusal(await db.LossReports.Where(r => r.Id == reportId).Select(r => r.Sid).SingleAsync(token)), null);
        }

        var fleet = sim.Fleet;
        if (update.Fleet is { Length: 0 } && caller.Beyond("a SIM without a Fleet is in none of them") is { } beyond)
        {
            return (beyond, null);
        }

        if (update.Fleet is not null)
        {
            fleet = update.Fleet.Length == 0 ? null : await db.Fleets.In(caller.Scope).WithReference(update.Fleet).SingleOrDefaultAsync(token);
            if (fleet is null && update.Fleet.Length > 0)
            {
                return (new Refusal(ErrorCodes.NoSuchFleet, $"There is no Fleet {update.Fleet}. Give the SID or the unique name of one that exists."), null);
            }
        }

        var moves = fleet?.Id != sim.FleetId;
        if (moves && sim.Status == SimStatus.Scheduled)
        {
            return (new Refusal(ErrorCodes.ChangeInFlight, "The Fleet of a SIM cannot change while a change of its status is in flight. Ask again when it has ended."), null);
        }

        if (moves && fleet is null && sim.Status.MayConnect() && update.Status != SimStatus.Inactive)
        {
            return (new Refusal(ErrorCodes.StatusNeedsFleet, $"A SIM that is {sim.Status.Word()} needs a Fleet. Set it to inactive in the same request, or name another Fleet."), null);
        }

        var step = update.Status is { } requested ? SimLifecycle.Step(sim.Status, requested, fleet is not null) : new LifecycleStep.AlreadyThere();
        return step switch
        {
            LifecycleStep.Refused no => (new Refusal(no.Code, no.Reason), null),
            LifecycleStep.Allowed => (null, Open(db, sim, update.Status!.Value, update, moves, fleet, actor, after)),
            _ when moves && sim.Status.MayConnect() => (null, Open(db, sim, sim.Status, update, moves, fleet, actor, after)),
            _ when moves => (null, Move(db, sim, fleet, actor)),
            _ => (null, null),
        };
    }

    /// <summary>Refuses an update of a value that somebody else has changed in the meantime. The page names the Fleet by its SID.</summary>
    private static Task<Refusal?> OvertakenAsync(SimConsoleDb db, Sim sim, SimUpdate update, SimRow seen, CancellationToken token) => SeenValue.RefusalAsync(
        "this SIM",
        [
            new("name", update.UniqueName, seen.UniqueName, sim.UniqueName),
            new("Fleet", sim.Fleet?.Sid == seen.FleetSid || (sim.Fleet?.Sid ?? "") == update.Fleet ? null : update.Fleet, seen.FleetName, sim.Fleet?.DisplayName),
        ],
        () => db.SimEvents.Where(e => e.SimId == sim.Id && (e.Kind == SimEventKind.Renamed || e.Kind == SimEventKind.MovedToFleet)).OrderByDescending(e => e.Id).Select(e => e.Actor).FirstOrDefaultAsync(token));

    /// <summary>A SIM that may connect moves when the network has confirmed it; any other at once, so that it connects under its new Fleet.</summary>
    private StatusChange Open(SimConsoleDb db, Sim sim, SimStatus status, SimUpdate update, bool moves, Fleet? fleet, Actor actor, AfterCommit after)
    {
        var connected = sim.Status.MayConnect();
        if (moves && !connected)
        {
            Move(db, sim, fleet, actor);
        }

        var order = new StatusOrder(status, actor)
        {
            Reason = update.Reason,
            MovesFleet = moves && connected,
            ToFleetId = moves && connected ? fleet?.Id : null,
            Traceparent = update.Traceparent,
        };
        var change = changes.Open(db, sim, order, after);
        if (update.Callback is { } callback)
        {
            CallbackOutbox.AddScheduled(db, change, sim, callback, time.Now());
            after.Wake(callbacks);
        }

        return change;
    }

    private StatusChange? Move(SimConsoleDb db, Sim sim, Fleet? fleet, Actor actor)
    {
        var now = time.Now();
        db.SimEvents.Add(new SimEvent
        {
            SimId = sim.Id,
            At = now,
            Kind = SimEventKind.MovedToFleet,
            OldValue = sim.Fleet?.DisplayName,
            NewValue = fleet?.DisplayName,
            Actor = actor.Name,
        });
        sim.Fleet = fleet;
        sim.UpdatedAt = now;
        return null;
    }

    private Refusal? Annotate(SimConsoleDb db, Sim sim, string note, Actor actor)
    {
        var next = string.IsNullOrWhiteSpace(note) ? null : note.ReplaceLineEndings(" ").Trim();
        if (next?.Length > Sim.NoteLength)
        {
            return new Refusal(ErrorCodes.Invalid, $"A note has at most {Sim.NoteLength} characters; this has {next.Length}.");
        }

        if (next != sim.Note)
        {
            var now = time.Now();
            db.SimEvents.Add(new SimEvent { SimId = sim.Id, At = now, Kind = SimEventKind.NoteChanged, Actor = actor.Name });
            (sim.Note, sim.UpdatedAt) = (next, now);
        }

        return null;
    }

    /// <summary>What is wrong with the tags of an update; null where they are fine.</summary>
    private static Refusal? TagFault(SimUpdate update) =>
        new[] { update.Tags ?? [], update.AddTags, update.RemoveTags }.SelectMany(tags => tags).Select(TagName.Fault).FirstOrDefault(fault => fault is not null) is { } fault
            ? new Refusal(ErrorCodes.Invalid, fault)
            : null;

    private async Task<(Refusal?, Before)> RetagAsync(SimConsoleDb db, Sim sim, Asked asked, Before before, CancellationToken token)
    {
        var names = await db.SimTags.Where(t => t.SimId == sim.Id).Select(t => t.Tag!.Name).ToListAsync(token);
        var after = asked.Update.TagsAfter(names);
        if (after.Count > TagName.MostOfOneSim)
        {
            return (new Refusal(ErrorCodes.Invalid, $"A SIM has at most {TagName.MostOfOneSim} tags; this would have {after.Count}. Remove one first."), before);
        }

        await db.TagAsync(sim, names, after, asked.Caller.Actor, time.Now(), token);
        return (null, before with { Tags = Joined(TagName.Ordered(names)), TagsAfter = Joined(after) });

        static string? Joined(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(", ", names);
    }

    private async Task<Refusal?> RenameAsync(SimConsoleDb db, Sim sim, string name, Actor actor, CancellationToken token)
    {
        var next = name.Length == 0 ? null : name;
        if (next == sim.UniqueName)
        {
            return null;
        }

        if (next is not null)
        {
            if (UniqueName.Fault(next) is { } fault)
            {
                return new Refusal(ErrorCodes.Invalid, fault);
            }

            if (await db.Sims.AnyAsync(s => s.UniqueName == next && s.Id != sim.Id, token))
            {
                return new Refusal(ErrorCodes.NameTaken, $"Another SIM is named {next} already. Choose another name, or rename that one first.");
            }
        }

        var now = time.Now();
        db.SimEvents.Add(new SimEvent { SimId = sim.Id, At = now, Kind = SimEventKind.Renamed, OldValue = sim.UniqueName, NewValue = next, Actor = actor.Name });
        sim.UniqueName = next;
        sim.UpdatedAt = now;
        return null;
    }
}
