using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Work;

/// <summary>
/// A process that works on this database. Work that it has begun refers to it, so that others take that work over when it has died; see
/// <see cref="Heartbeat"/>.
/// </summary>
public sealed class RunningProcess
{
    /// <summary>Never reused, even after the process has ended.</summary>
    public long Id { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>For people; it is not used to decide whether the process lives.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Rises for as long as the process lives.</summary>
    public long Beats { get; set; }

    /// <summary>Where it runs, so that processes which can look there see whether it still runs (<see cref="IMachine"/>); null if none can.</summary>
    public string? Place { get; init; }
}

internal sealed class RunningProcessTable : IEntityTypeConfiguration<RunningProcess>
{
    private const int PlaceLength = 200;

    public void Configure(EntityTypeBuilder<RunningProcess> process)
    {
        process.Property(p => p.Id).ValueGeneratedOnAdd();
        process.Property(p => p.Place).HasMaxLength(PlaceLength);
    }
}
