using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.DataLimits;

/// <summary>What the network is to do with the data of a Sim. The numbers are stored: never reorder them.</summary>
public enum DataBlockState
{
    /// <summary>Let the data through again.</summary>
    Lifted = 0,

    /// <summary>Refuse the data.</summary>
    Barred = 1,
}

/// <summary>
/// Whether the network is to refuse the data of a Sim that has used up its Fleet's data limit: desired state, and a due row until the network has confirmed
/// it. A Sim that was never past a limit has none; one whose block was lifted keeps it.
/// </summary>
public sealed class DataBlock
{
    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    /// <summary>The desired state.</summary>
    public DataBlockState State { get; set; }

    /// <summary>When that was last decided.</summary>
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>When the network confirmed it; null while it has yet to be told.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The limit that was reached, in megabytes.</summary>
    public int LimitMegabytes { get; set; }

    /// <summary>The billing period in which it was reached; the block ends with it.</summary>
    public long PeriodId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<DataBlock>
    {
        public void Configure(EntityTypeBuilder<DataBlock> block)
        {
            block.HasKey(b => b.SimId);
            block.Property(b => b.SimId).ValueGeneratedNever();
            block.HasOne(b => b.Sim).WithOne().HasForeignKey<DataBlock>(b => b.SimId).OnDelete(DeleteBehavior.Cascade);
            block.HasIndex(b => b.DecidedAt).HasFilter("\"ConfirmedAt\" IS NULL").HasDatabaseName("IX_DataBlocks_Due");
            block.HasIndex(b => b.SimId).HasFilter($"\"State\" = {(int)DataBlockState.Barred}").HasDatabaseName("IX_DataBlocks_Barred");
        }
    }
}
