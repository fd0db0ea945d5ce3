using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>A command that a device has sent.</summary>
/// <param name="Payload">The text of an SMS; the bytes of an IP command as Base64.</param>
/// <param name="DevicePort">The port that an IP command comes from, 1 to 65535; null for an SMS.</param>
public sealed record DeviceMessage(CommandKind Kind, string Payload, int? DevicePort = null);

/// <summary>Takes the commands that devices send, and calls the server that their Fleet names.</summary>
public sealed class CommandInbox(
    IDbContextFactory<SimConsoleDb> databases,
    CommandReader reader,
    StatusChangeService changes,
    SessionReader sessions,
    CallbackSignal callbacks,
    CommandSignal signal,
    TimeProvider time)
{
    /// <summary>Keeps a command that the network has taken from the device with this SIM.</summary>
    public async Task<Result<CommandRow>> ReceiveAsync(string iccid, DeviceMessage message, CancellationToken token)
    {
        var sms = message.Kind == CommandKind.Sms;
        if ((sms ? CommandPayload.SmsFault(message.Payload) : CommandPayload.PortFault(message.DevicePort) ?? CommandPayload.IpFault(message.Payload, PayloadType.Binary)) is { } fault)
        {
            return fault;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var sim = await db.Sims.AsNoTracking().Include(s => s.Fleet).SingleOrDefaultAsync(s => s.Iccid == iccid, token);
        if (sim?.Fleet is not { } fleet)
        {
            return new Refusal(ErrorCodes.NotFound, "No SIM in a Fleet has this ICCID.");
        }

        if (sms ? !fleet.SmsCommandsEnabled : !fleet.DataEnabled)
        {
            return new Refusal(ErrorCodes.Invalid, $"The Fleet {fleet.DisplayName} has {(sms ? "SMS commands" : "data")} off, so the network takes none from its devices.");
        }

        var now = time.Now();
        var address = sms ? null : (await sessions.CurrentAsync(sim.Id, token))?.Address;
        Command NewCommand() => new()
        {
            Sid = Sid.New(sms ? Command.SmsSidPrefix : Command.IpSidPrefix),
            Kind = message.Kind,
            SimId = sim.Id,
            Direction = CommandDirection.FromSim,
            Status = CommandStatus.Received,
            Payload = message.Payload,
            PayloadType = sms ? PayloadType.Text : PayloadType.Binary,
            DevicePort = message.DevicePort,
            DeviceIp = address,
            CreatedAt = now,
            UpdatedAt = now,
            RequestedBy = Actor.Network.Name,
        };

        var request = sms ? CommandTeller.At(fleet.SmsCommandsUrl, fleet.SmsCommandsMethod) : CommandTeller.At(fleet.IpCommandsUrl, fleet.IpCommandsMethod);
        var command = NewCommand();
        for (var kept = false; !kept;)
        {
            try
            {
                await db.InTransactionAsync(async after =>
                {
                    command = NewCommand();
                    db.Commands.Add(command);
                    if (request is not null)
                    {
                        CommandTeller.AddFirst(db, Told(command, sim), request, now);
                        after.Wake(callbacks);
                    }

                    await db.SaveChangesAsync(token);
                    await CommandUse.ActivateAsync(db, changes, sms ? [sim.Id] : [], after, token);
                    after.Wake(signal);
                }, token);
                kept = true;
            }
            catch (DbUpdateConcurrencyException)
            {
                // The Sim changed meanwhile: it may no longer be ready.
            }
        }

        return (await reader.FindAsync(message.Kind, command.Sid, FleetScope.All, token))!;
    }

    private static ToldCommand Told(Command command, Sim sim) => new()
    {
        Sid = command.Sid,
        Kind = command.Kind,
        SimId = sim.Id,
        SimSid = sim.Sid,
        SimUniqueName = sim.UniqueName,
        SimIccid = sim.Iccid,
        Direction = command.Direction,
        Status = command.Status,
        Payload = command.Payload,
        PayloadType = command.PayloadType,
        DevicePort = command.DevicePort,
        DeviceIp = command.DeviceIp,
        Failure = null,
    };
}
