using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>What the simulated network keeps of one SIM, for itself: the console never reads it to learn a status.</summary>
public sealed class SimulatedSubscriber
{
    public required string Iccid { get; init; }

    public string? Imsi { get; init; }

    /// <summary>Whether an attempt to attach is accepted.</summary>
    public bool MayAttach { get; set; }

    /// <summary>The claim time of the last order that was carried out; orders of earlier claims come too late.</summary>
    public DateTimeOffset OrderedAt { get; set; }
}

internal sealed class SimulatedSubscriberTable : IEntityTypeConfiguration<SimulatedSubscriber>
{
    public void Configure(EntityTypeBuilder<SimulatedSubscriber> subscriber)
    {
        subscriber.HasKey(s => s.Iccid);
        subscriber.Property(s => s.Iccid).HasMaxLength(Iccid.MaxLength).IsUnicode(false);
        subscriber.Property(s => s.Imsi).HasMaxLength(15).IsUnicode(false);
        subscriber.HasIndex(s => s.Imsi);
    }
}
