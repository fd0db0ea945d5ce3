using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>How a command travels. The numbers are stored: never reorder them.</summary>
public enum CommandKind
{
    Sms = 0,

    /// <summary>As a UDP message, on the data connection that the device has.</summary>
    Ip = 1,
}

/// <summary>How a command stands. The numbers are stored: never reorder them.</summary>
public enum CommandStatus
{
    /// <summary>To the device, and not tried yet.</summary>
    Queued = 0,

    /// <summary>To the device: the network has it. The end of an IP command, which nobody acknowledges.</summary>
    Sent = 1,

    /// <summary>To the device, which has acknowledged it. SMS only.</summary>
    Delivered = 2,

    /// <summary>From the device.</summary>
    Received = 3,

    /// <summary>To the device, and it did not get there.</summary>
    Failed = 4,
}

/// <summary>Whether a command goes to the device or comes from it. The numbers are stored: never reorder them.</summary>
public enum CommandDirection
{
    ToSim = 0,
    FromSim = 1,
}

/// <summary>What the payload of an IP command is. The numbers are stored: never reorder them.</summary>
public enum PayloadType
{
    /// <summary>Text, which travels as UTF-8.</summary>
    Text = 0,

    /// <summary>Bytes, written as Base64.</summary>
    Binary = 1,
}

/// <summary>
/// A message to or from the device that holds a Sim. While it is on its way to the device it is a due row (<see cref="DueRow.DueAt"/> not null).
/// </summary>
public sealed class Command : DueRow
{
    /// <summary>The letters an SMS command's SID begins with.</summary>
    public const string SmsSidPrefix = "HC";

    /// <summary>The letters an IP command's SID begins with.</summary>
    public const string IpSidPrefix = "HG";

    public required string Sid { get; init; }

    public required CommandKind Kind { get; init; }

    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    public CommandDirection Direction { get; init; }

    public CommandStatus Status { get; set; }

    public required string Payload { get; init; }

    public PayloadType PayloadType { get; init; }

    /// <summary>The port on the device, 1 to 65535, that an IP command goes to or comes from. Null for an SMS.</summary>
    public int? DevicePort { get; init; }

    /// <summary>The address that the device had when the IP command was sent or received.</summary>
    public string? DeviceIp { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who sent it; the network for one from the device.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Where each change of status is reported; nowhere where null.</summary>
    public string? CallbackUrl { get; init; }

    public CallMethod CallbackMethod { get; init; }
}

internal sealed class CommandTable : IEntityTypeConfiguration<Command>
{
    public void Configure(EntityTypeBuilder<Command> command)
    {
        command.Property(c => c.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        command.Property(c => c.Payload).HasMaxLength(CommandPayload.StoredLength);
        command.Property(c => c.DeviceIp).HasMaxLength(DataSession.AddressLength).IsUnicode(false);
        command.Property(c => c.RequestedBy).HasMaxLength(Actor.NameLength);
        command.Property(c => c.Failure).HasMaxLength(Command.TextLength);
        command.Property(c => c.CallbackUrl).HasMaxLength(CallbackRequest.UrlLength);
        command.HasIndex(c => c.Sid).IsUnique();

        // For the lists, newest first: of one kind, of one Sim, of one status or direction. For the queue: the due commands.
        command.HasIndex(c => new { c.Kind, c.Id });
        command.HasIndex(c => new { c.SimId, c.Kind, c.Id });
        command.HasIndex(c => new { c.Kind, c.Status, c.Id });
        command.HasIndex(c => new { c.Kind, c.Direction, c.Id });
        command.HasIndex(c => c.DueAt).HasFilter("\"DueAt\" IS NOT NULL").HasDatabaseName("IX_Commands_Due");
        command.HasOne(c => c.Sim).WithMany().HasForeignKey(c => c.SimId).OnDelete(DeleteBehavior.Restrict);
    }
}
