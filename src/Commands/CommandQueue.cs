using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;

namespace SimConsole.Commands;

/// <summary>Due commands that one worker has taken under one lease.</summary>
/// <param name="Token">The lease's stamp on each row.</param>
public sealed record ClaimedCommands(Guid Token, IReadOnlyList<ClaimedCommand> Commands);

/// <summary>One taken command, with what the carrier and a callback need to know of it.</summary>
public sealed record ClaimedCommand
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required CommandKind Kind { get; init; }
    public required long SimId { get; init; }
    public required string SimSid { get; init; }
    public required string? SimUniqueName { get; init; }
    public required string SimIccid { get; init; }
    public required CommandStatus Status { get; init; }
    public required string Payload { get; init; }
    public required PayloadType PayloadType { get; init; }
    public required int? DevicePort { get; init; }
    public required string? DeviceIp { get; init; }
    public required int Attempts { get; init; }
    public required DateTimeOffset Deadline { get; init; }
    public required string? Failure { get; init; }
    public required string? CallbackUrl { get; init; }
    public required CallMethod CallbackMethod { get; init; }
}

/// <summary>Hands out due commands under a lease. Correct on every database by the conditional UPDATE alone, as for status changes.</summary>
public sealed class CommandQueue(IDbContextFactory<SimConsoleDb> databases, TimeProvider time, IOptions<CommandOptions> options)
{
    /// <summary>Takes due commands, the longest due first. Null when nothing is due.</summary>
    public async Task<ClaimedCommands?> ClaimAsync(CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var ids = await db.Commands.Where(c => c.DueAt <= now).OrderBy(c => c.DueAt).Select(c => c.Id).Take(CommandOptions.BatchSize).ToListAsync(token);
        if (ids.Count == 0)
        {
            return null;
        }

        var lease = Guid.NewGuid();
        await db.Commands.Where(c => ids.Contains(c.Id) && c.DueAt <= now).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.LeaseToken, lease)
            .SetProperty(c => c.DueAt, now + options.Value.Lease)
            .SetProperty(c => c.Attempts, c => c.Attempts + 1), token);
        return new ClaimedCommands(lease, await db.Commands.Where(c => ids.Contains(c.Id) && c.LeaseToken == lease).OrderBy(c => c.Id)
            .Select(c => new ClaimedCommand
            {
                Id = c.Id,
                Sid = c.Sid,
                Kind = c.Kind,
                SimId = c.SimId,
                SimSid = c.Sim!.Sid,
                SimUniqueName = c.Sim.UniqueName,
                SimIccid = c.Sim.Iccid,
                Status = c.Status,
                Payload = c.Payload,
                PayloadType = c.PayloadType,
                DevicePort = c.DevicePort,
                DeviceIp = c.DeviceIp,
                Attempts = c.Attempts,
                Deadline = c.Deadline,
                Failure = c.Failure,
                CallbackUrl = c.CallbackUrl,
                CallbackMethod = c.CallbackMethod,
            })
            .ToListAsync(token));
    }

    /// <summary>Prolongs the lease of commands that are still being carried.</summary>
    public async Task RenewAsync(ClaimedCommands claimed, CancellationToken token)
    {
        DateTimeOffset? until = time.Now() + options.Value.Lease;
        long[] ids = [.. claimed.Commands.Select(c => c.Id)];
        await using var db = await databases.CreateDbContextAsync(token);
        await db.Commands.Where(c => ids.Contains(c.Id) && c.LeaseToken == claimed.Token).ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, until), token);
    }

    /// <summary>When the next command is due, or null where none is on its way.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Commands.Where(c => c.DueAt != null).MinAsync(c => c.DueAt, token);
    }
}
