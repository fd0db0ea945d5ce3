using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>Takes commands for devices.</summary>
public sealed class CommandService(IDbContextFactory<SimConsoleDb> databases, CommandSignal signal, TimeProvider time, IOptions<CommandOptions> options)
{
    /// <summary>Queues a command for the device of a Sim that may connect. It is sent soon after.</summary>
    public async Task<Result<CommandRow>> SendAsync(CommandOrder order, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.CommandsSend) is { } lacking)
        {
            return lacking;
        }

        if (Fault(order) is { } fault)
        {
            return fault;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var sim = await db.Sims.In(caller.Scope).WithReference(order.Sim)
            .Select(s => new { s.Id, s.Sid, s.UniqueName, s.Iccid, s.Status, HasFleet = s.FleetId != null, SmsCommandsEnabled = (bool?)s.Fleet!.SmsCommandsEnabled, DataEnabled = (bool?)s.Fleet.DataEnabled, Fleet = s.Fleet.UniqueName ?? s.Fleet.Sid })
            .SingleOrDefaultAsync(token);
        Refusal? refusal = sim switch
        {
            null => new(ErrorCodes.Invalid, $"There is no SIM {Cut.Short(order.Sim)}. Sim takes the SID or the unique name of one."),
            { Status: not (SimStatus.Ready or SimStatus.Active) } => new(ErrorCodes.Invalid, $"The SIM is {sim.Status.Word()}, so its device is not connected. Commands reach SIMs that are ready or active."),
            { HasFleet: false } => new(ErrorCodes.Invalid, "The SIM has no Fleet, and a Fleet says whether its SIMs accept commands. Move it to one."),
            { SmsCommandsEnabled: false } when order.Kind == CommandKind.Sms => new(ErrorCodes.Invalid, $"The Fleet {sim.Fleet} has SMS commands off. Move the SIM to a Fleet that has them on."),
            { DataEnabled: false } when order.Kind == CommandKind.Ip => new(ErrorCodes.Invalid, $"The Fleet {sim.Fleet} has data off, and an IP command needs a data connection. Move the SIM to a Fleet that has data on."),
            _ => null,
        };
        if (refusal is not null)
        {
            return refusal;
        }

        var now = time.Now();
        var command = new Command
        {
            Sid = Sid.New(order.Kind == CommandKind.Sms ? Command.SmsSidPrefix : Command.IpSidPrefix),
            Kind = order.Kind,
            SimId = sim!.Id,
            Payload = order.Payload,
            PayloadType = order.PayloadType,
            DevicePort = order.DevicePort,
            CreatedAt = now,
            UpdatedAt = now,
            RequestedBy = caller.Name,
            CallbackUrl = order.Callback?.Url,
            CallbackMethod = order.Callback?.Method ?? default,
            DueAt = now,
            SecondsLeft = DueRow.SecondsOf(order.Kind == CommandKind.Sms ? options.Value.SmsDeadline : options.Value.IpDeadline),
        };
        db.Commands.Add(command);
        db.Audit(caller, AuditKinds.CommandSent, command.Sid, new("sim", sim.Sid), new("kind", order.Kind.Word()));
        await db.SaveChangesAsync(token);
        signal.Wake();

        // The answer shows the command as it was queued: a worker may have begun with it by now.
        return new CommandRow
        {
            Id = command.Id,
            Sid = command.Sid,
            Kind = command.Kind,
            SimSid = sim.Sid,
            SimUniqueName = sim.UniqueName,
            SimIccid = sim.Iccid,
            Direction = command.Direction,
            Status = command.Status,
            Payload = command.Payload,
            PayloadType = command.PayloadType,
            DevicePort = command.DevicePort,
            DeviceIp = command.DeviceIp,
            CreatedAt = command.CreatedAt,
            UpdatedAt = command.UpdatedAt,
            RequestedBy = command.RequestedBy,
            Failure = command.Failure,
        };
    }

    private static Refusal? Fault(CommandOrder order) =>
        order.Sim.Length == 0 ? new Refusal(ErrorCodes.Invalid, "Sim is missing. It takes the SID or the unique name of a SIM.")
        : order.Kind == CommandKind.Sms ? CommandPayload.SmsFault(order.Payload)
        : CommandPayload.PortFault(order.DevicePort) ?? CommandPayload.IpFault(order.Payload, order.PayloadType);
}
