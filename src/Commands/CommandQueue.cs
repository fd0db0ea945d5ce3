using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>One taken command, with what the carrier and a callback need to know of it.</summary>
public sealed record ClaimedCommand : ClaimedRow
{
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
    public required string? CallbackUrl { get; init; }
    public required CallMethod CallbackMethod { get; init; }
}

/// <summary>Hands out commands that are on their way to their devices.</summary>
public sealed class CommandQueue(IDbContextFactory<SimConsoleDb> databases, ThisProcess process, CommandSignal signal, TimeProvider time)
    : DueRows<Command, ClaimedCommand>(databases, process, signal, time)
{
    protected override int BatchSize => CommandOptions.BatchSize;

    protected override TimeSpan LongestWait => CommandWorker.Wait.Longest;

    protected override IQueryable<Command> Open(SimConsoleDb db) => db.Commands.Where(c => c.DueAt != null);

    protected override IQueryable<ClaimedCommand> Read(SimConsoleDb db, IQueryable<Command> rows) => rows.Select(c => new ClaimedCommand
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
        SecondsLeft = c.SecondsLeft,
        Failure = c.Failure,
        CallbackUrl = c.CallbackUrl,
        CallbackMethod = c.CallbackMethod,
    });
}
