using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Billing;

/// <summary>What a period is paid for. The numbers are stored: never reorder them.</summary>
public enum BillingPeriodType
{
    /// <summary>Tried out free of charge; ends when the Sim becomes active, three months later at the latest.</summary>
    Ready = 0,

    /// <summary>One month of an active Sim.</summary>
    Active = 1,
}

/// <summary>
/// A period for which a Sim is billed, and over which its data count towards the limit of its Fleet. It is what the history of the Sim's status says, so
/// it is written when somebody first needs it, and is the same whenever that is. Source: Twilio's documentation of the BillingPeriod resource.
/// </summary>
public sealed class BillingPeriod
{
    /// <summary>The letters a period's SID begins with.</summary>
    public const string SidPrefix = "HB";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    public BillingPeriodType Type { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    /// <summary>The first moment that is no longer part of it.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>The day of the month on which the Sim became active: a period that begins at the end of a short month does not move those after it.</summary>
    public int DayOfMonth { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<BillingPeriod>
    {
        public void Configure(EntityTypeBuilder<BillingPeriod> period)
        {
            period.Property(p => p.Sid).HasMaxLength(Kernel.Sid.Length).IsUnicode(false).IsFixedLength();
            period.HasIndex(p => new { p.SimId, p.StartsAt }).IsUnique();
            period.HasOne(p => p.Sim).WithMany().HasForeignKey(p => p.SimId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>What a Sim has used in one billing period.</summary>
public sealed class BillingPeriodUsage
{
    public long PeriodId { get; init; }

    /// <summary>In bytes.</summary>
    public long Upload { get; init; }

    /// <summary>In bytes.</summary>
    public long Download { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BillingPeriodUsage>
    {
        public void Configure(EntityTypeBuilder<BillingPeriodUsage> usage)
        {
            usage.HasKey(u => u.PeriodId);
            usage.Property(u => u.PeriodId).ValueGeneratedNever();
            usage.HasOne<BillingPeriod>().WithOne().HasForeignKey<BillingPeriodUsage>(u => u.PeriodId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
