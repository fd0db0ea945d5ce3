using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>The key of a card, in the inventory or registered, as the database holds it.</summary>
public sealed class ProtectedCardKey
{
    public required string Iccid { get; init; }

    /// <summary>The key, protected as the application protects all its secrets.</summary>
    public required string Secret { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ProtectedCardKey>
    {
        private const int SecretLength = 400;

        public void Configure(EntityTypeBuilder<ProtectedCardKey> key)
        {
            key.ToTable("CardKeys");
            key.HasKey(k => k.Iccid);
            key.Property(k => k.Iccid).HasMaxLength(Kernel.Iccid.MaxLength).IsUnicode(false);
            key.Property(k => k.Secret).HasMaxLength(SecretLength).IsUnicode(false);
        }
    }
}
