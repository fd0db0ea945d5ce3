using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Usage;

/// <summary>
/// How far the network's reports are recorded: one row, moved on in the transaction that records a report, so that none is counted
/// twice or left out. The process that asks the network holds its lease.
/// </summary>
public sealed class UsageCursor
{
    /// <summary>The only row.</summary>
    public const int OnlyId = 1;

    public int Id { get; init; }

    /// <summary>Every session that began before this is recorded.</summary>
    public DateTimeOffset RecordedUntil { get; set; }

    public Guid? LeaseToken { get; set; }

    public DateTimeOffset LeasedUntil { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<UsageCursor>
    {
        public void Configure(EntityTypeBuilder<UsageCursor> cursor)
        {
            cursor.Property(c => c.Id).ValueGeneratedNever();
            cursor.HasData(new UsageCursor { Id = OnlyId, RecordedUntil = DateTimeOffset.UnixEpoch, LeasedUntil = DateTimeOffset.UnixEpoch });
        }
    }
}
