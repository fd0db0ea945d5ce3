using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Commands;

/// <summary>Reads commands for pages and programs.</summary>
public sealed class CommandReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest commands made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<CommandRow>> ListBeforeAsync(CommandFilter filter, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var commands = Found(db, scope, filter);
        if (beforeId is { } before)
        {
            commands = commands.Where(c => c.Id < before);
        }

        return await Rows(commands.OrderByDescending(c => c.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest commands made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<CommandRow>> ListAfterAsync(CommandFilter filter, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var commands = await Rows(Found(db, scope, filter).Where(c => c.Id > afterId).OrderBy(c => c.Id).Take(take)).ToListAsync(token);
        commands.Reverse();
        return commands;
    }

    /// <summary>The command of this kind with this SID, or null.</summary>
    public async Task<CommandRow?> FindAsync(CommandKind kind, string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Rows(db.Commands.OfSimsIn(scope, c => c.Sim).Where(c => c.Sid == sid && c.Kind == kind)).SingleOrDefaultAsync(token);
    }

    private static IQueryable<Command> Found(SimConsoleDb db, FleetScope scope, CommandFilter filter)
    {
        var commands = db.Commands.OfSimsIn(scope, c => c.Sim);
        if (filter.Kind is { } kind)
        {
            commands = commands.Where(c => c.Kind == kind);
        }

        // No Sim has the id 0, which an unknown SID or name gives.
        if (filter.Sim is { } sim)
        {
            var named = db.Sims.WithReference(sim).Select(s => s.Id);
            commands = commands.Where(c => c.SimId == named.FirstOrDefault());
        }

        if (filter.SimIccid is { } iccid)
        {
            commands = commands.Where(c => c.SimId == db.Sims.Where(s => s.Iccid == iccid).Select(s => s.Id).FirstOrDefault());
        }

        if (filter.Status is { } status)
        {
            commands = commands.Where(c => c.Status == status);
        }

        return filter.Direction is { } direction ? commands.Where(c => c.Direction == direction) : commands;
    }

    private static IQueryable<CommandRow> Rows(IQueryable<Command> commands) => commands.Select(c => new CommandRow
    {
        Id = c.Id,
        Sid = c.Sid,
        Kind = c.Kind,
        SimSid = c.Sim!.Sid,
        SimUniqueName = c.Sim.UniqueName,
        SimIccid = c.Sim.Iccid,
        Direction = c.Direction,
        Status = c.Status,
        Payload = c.Payload,
        PayloadType = c.PayloadType,
        DevicePort = c.DevicePort,
        DeviceIp = c.DeviceIp,
        CreatedAt = c.CreatedAt,
        UpdatedAt = c.UpdatedAt,
        RequestedBy = c.RequestedBy,
        Failure = c.Failure,
    });
}
