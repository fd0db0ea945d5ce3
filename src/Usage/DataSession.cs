using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.Usage;

/// <summary>
/// One data session of a Sim as the network reported it: the record that every total is made of. Its data belong to the moment in which it
/// began; a device that has sent stays reachable under its address until the session ends.
/// </summary>
public sealed class DataSession
{
    /// <summary>The most characters of an address, IPv4 or IPv6.</summary>
    public const int AddressLength = 45;

    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    /// <summary>The Fleet that the Sim was in then; 0 for none.</summary>
    public long FleetId { get; init; }

    /// <summary>The number of a network of the catalogue.</summary>
    public int NetworkId { get; init; }

    /// <summary>In bytes.</summary>
    public long Upload { get; init; }

    /// <summary>In bytes.</summary>
    public long Download { get; init; }

    /// <summary>The IP address that the SIM had.</summary>
    public required string Address { get; init; }
}

internal sealed class DataSessionTable : IEntityTypeConfiguration<DataSession>
{
    public void Configure(EntityTypeBuilder<DataSession> session)
    {
        // A Sim has one session at a time, so no session is stored twice.
        session.HasKey(s => new { s.SimId, s.StartedAt });
        session.Property(s => s.Address).HasMaxLength(DataSession.AddressLength).IsUnicode(false);
        session.HasOne(s => s.Sim).WithMany().HasForeignKey(s => s.SimId).OnDelete(DeleteBehavior.Cascade);
    }
}
