using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities;

/// <summary>A SIM tried to attach, and the network refused it: kept where the authority can tell.</summary>
public sealed class AttachRefusal
{
    public const int SaysLength = 200;

    public long Id { get; init; }

    public required string Iccid { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>What the network answered.</summary>
    public required string Says { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AttachRefusal>
    {
        public void Configure(EntityTypeBuilder<AttachRefusal> refusal)
        {
            refusal.Property(r => r.Iccid).HasMaxLength(Kernel.Iccid.MaxLength).IsUnicode(false);
            refusal.Property(r => r.Says).HasMaxLength(SaysLength);
            refusal.HasIndex(r => new { r.Iccid, r.At });
        }
    }
}
