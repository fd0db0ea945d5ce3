using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Work;

/// <summary>
/// A process that works on this database. What it has begun names it, so that others take that over when it has died; see
/// <see cref="Heartbeat"/>.
/// </summary>
public sealed class RunningProcess
{
    /// <summary>No two processes ever have the same, also where one is gone.</summary>
    public long Id { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>For people; nobody decides by it whether the process lives.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Rises for as long as the process lives.</summary>
    public long Beats { get; set; }

    /// <summary>Where it runs, for those who can look there whether it still does (<see cref="IMachine"/>); null where nobody can.</summary>
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
