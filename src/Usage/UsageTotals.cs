using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Usage;

/// <summary>What one Sim used on one day, in one Fleet and on one network: the sum of its <see cref="DataSession"/> rows.</summary>
public sealed class SimDayUsage
{
    public long SimId { get; init; }

    /// <summary>Days since 1970-01-01, UTC.</summary>
    public int Day { get; init; }

    public long FleetId { get; init; }

    public int NetworkId { get; init; }

    public long Upload { get; init; }

    public long Download { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SimDayUsage>
    {
        public void Configure(EntityTypeBuilder<SimDayUsage> usage)
        {
            usage.ToTable("UsageBySimAndDay");
            usage.HasKey(u => new { u.SimId, u.Day, u.FleetId, u.NetworkId });
        }
    }
}

/// <summary>What all Sims of one Fleet used on one network in one hour.</summary>
public sealed class HourUsage
{
    /// <summary>Hours since 1970-01-01, UTC.</summary>
    public int Hour { get; init; }

    public long FleetId { get; init; }

    public int NetworkId { get; init; }

    public long Upload { get; init; }

    public long Download { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<HourUsage>
    {
        public void Configure(EntityTypeBuilder<HourUsage> usage)
        {
            usage.ToTable("UsageByHour");
            usage.HasKey(u => new { u.Hour, u.FleetId, u.NetworkId });
            usage.HasIndex(u => new { u.FleetId, u.Hour });
        }
    }
}

/// <summary>What all Sims of one Fleet used on one network on one day.</summary>
public sealed class DayUsage
{
    /// <summary>Days since 1970-01-01, UTC.</summary>
    public int Day { get; init; }

    public long FleetId { get; init; }

    public int NetworkId { get; init; }

    public long Upload { get; init; }

    public long Download { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DayUsage>
    {
        public void Configure(EntityTypeBuilder<DayUsage> usage)
        {
            usage.ToTable("UsageByDay");
            usage.HasKey(u => new { u.Day, u.FleetId, u.NetworkId });
            usage.HasIndex(u => new { u.FleetId, u.Day });
        }
    }
}
