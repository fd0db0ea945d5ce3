using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Callbacks;

/// <summary>One thing that a callback tells. What it says is fixed when it happens, so that every attempt says the same.</summary>
public sealed class CallbackMessage
{
    /// <summary>The number of the message that a Sim is scheduled.</summary>
    public const int Scheduled = 1;

    /// <summary>The number of the message that a status change has ended.</summary>
    public const int End = 2;

    public long CallbackId { get; init; }

    public Callback? Callback { get; init; }

    /// <summary>From 1: lower numbers are delivered first.</summary>
    public int Number { get; init; }

    /// <summary>The fields that are sent after the account and the version of the API.</summary>
    public required CallbackFields Fields { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public CallbackState State { get; set; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>The name of a message in <c>webhook-id</c>: the same for every attempt, and without a full stop, as Standard Webhooks wants it.</summary>
    public static string IdOf(string callbackSid, int number) => $"{callbackSid}-{number}";
}

/// <summary>Why a change did not happen, as numbers for programs. The numbers are our own: Super SIM documents none.</summary>
public static class CallbackErrors
{
    /// <summary>The network refused the change, or did not confirm it in time.</summary>
    public const int Failed = ErrorCodes.ChangeFailed;

    /// <summary>A loss report took the Sim off the network before the change was done.</summary>
    public const int Superseded = ErrorCodes.ChangeSuperseded;

    /// <summary>Somebody took the change back before the network was asked.</summary>
    public const int Withdrawn = ErrorCodes.ChangeWithdrawn;
}

internal sealed class CallbackMessageTable : IEntityTypeConfiguration<CallbackMessage>
{
    public void Configure(EntityTypeBuilder<CallbackMessage> message)
    {
        message.HasKey(m => new { m.CallbackId, m.Number });
        message.Property(m => m.Number).ValueGeneratedNever();
        message.Property(m => m.Fields).HasConversion(fields => fields.ToJson(), json => CallbackFields.OfJson(json));
        message.HasOne(m => m.Callback).WithMany(c => c.Messages).HasForeignKey(m => m.CallbackId).OnDelete(DeleteBehavior.Cascade);
    }
}
