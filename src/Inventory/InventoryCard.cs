using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>A card that was delivered and is not a Sim yet. Registering it takes it out of the inventory.</summary>
public sealed class InventoryCard
{
    /// <summary>The most characters a registration code may have.</summary>
    public const int RegistrationCodeLength = 64;

    public long Id { get; init; }

    public required string Iccid { get; init; }

    public required string RegistrationCode { get; init; }

    public string? Imsi { get; init; }

    public string? Msisdn { get; init; }

    public DateTimeOffset ImportedAt { get; init; }
}

internal sealed class InventoryCardTable : IEntityTypeConfiguration<InventoryCard>
{
    public void Configure(EntityTypeBuilder<InventoryCard> card)
    {
        card.Property(c => c.Iccid).HasMaxLength(Iccid.MaxLength).IsUnicode(false);
        card.Property(c => c.RegistrationCode).HasMaxLength(InventoryCard.RegistrationCodeLength);
        card.Property(c => c.Imsi).HasMaxLength(15).IsUnicode(false);
        card.Property(c => c.Msisdn).HasMaxLength(15).IsUnicode(false);
        card.HasIndex(c => c.Iccid).IsUnique();
        card.HasIndex(c => c.Imsi).IsUnique();
    }
}
