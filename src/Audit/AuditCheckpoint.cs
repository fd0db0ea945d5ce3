using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Audit;

/// <summary>How far a chain was taken out of the database into a file: the links after that go on from here, and only those up to here may be deleted.</summary>
public sealed class AuditCheckpoint
{
    /// <summary>The most characters of the name of a file.</summary>
    public const int FileLength = 64;

    public long Id { get; init; }

    public required string Chain { get; init; }

    /// <summary>The last link that was taken out.</summary>
    public required long Sequence { get; set; }

    /// <summary>The seal of that link.</summary>
    public required byte[] LastSeal { get; set; }

    /// <summary>The name of the file that has it.</summary>
    public required string File { get; set; }

    /// <summary>HMAC-SHA-256 over all of this.</summary>
    public required byte[] Seal { get; set; }
}

internal sealed class AuditCheckpointTable : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> checkpoint)
    {
        checkpoint.Property(c => c.Chain).HasMaxLength(AuditEntry.ChainLength).IsUnicode(false);
        checkpoint.Property(c => c.LastSeal).HasMaxLength(AuditEntry.SealLength);
        checkpoint.Property(c => c.File).HasMaxLength(AuditCheckpoint.FileLength);
        checkpoint.Property(c => c.Seal).HasMaxLength(AuditEntry.SealLength);
        checkpoint.HasIndex(c => c.Chain).IsUnique();
    }
}
