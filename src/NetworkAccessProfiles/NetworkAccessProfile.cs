using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>Which networks the Sims of a Fleet may attach to.</summary>
public sealed class NetworkAccessProfile
{
    /// <summary>The letters a profile's SID begins with.</summary>
    public const string SidPrefix = "HA";

    /// <summary>The profile that allows every network, and exists from the start.</summary>
    public const string DefaultName = "default";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public string? UniqueName { get; set; }

    /// <summary>Whether it allows every network of the catalogue, now and later. Such a profile has no rows of its own, and cannot be narrowed.</summary>
    public bool AllowsEveryNetwork { get; init; }

    /// <summary>Raised by one whenever its networks change; the concurrency token.</summary>
    public long Revision { get; set; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What a person calls this profile: its unique name, or its SID where it has none.</summary>
    public string DisplayName => UniqueName ?? Sid;
}

/// <summary>A network that a profile allows.</summary>
public sealed class NetworkAccessProfileNetwork
{
    public long Id { get; init; }

    public long NetworkAccessProfileId { get; init; }

    public NetworkAccessProfile? NetworkAccessProfile { get; init; }

    /// <summary>The number of the network in the catalogue.</summary>
    public int NetworkId { get; init; }

    public DateTimeOffset AddedAt { get; init; }
}

internal sealed class NetworkAccessProfileTable : IEntityTypeConfiguration<NetworkAccessProfile>
{
    public void Configure(EntityTypeBuilder<NetworkAccessProfile> profile)
    {
        profile.Property(p => p.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        profile.Property(p => p.UniqueName).HasMaxLength(UniqueName.Length);
        profile.Property(p => p.Revision).IsConcurrencyToken();
        profile.Ignore(p => p.DisplayName);
        profile.HasIndex(p => p.Sid).IsUnique();
        profile.HasIndex(p => p.UniqueName).IsUnique();

        var epoch = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        profile.HasData(new NetworkAccessProfile
        {
            Id = 1,
            Sid = "HA00000000000000000000000000000001",
            UniqueName = NetworkAccessProfile.DefaultName,
            AllowsEveryNetwork = true,
            CreatedAt = epoch,
            UpdatedAt = epoch,
        });
    }
}

internal sealed class NetworkAccessProfileNetworkTable : IEntityTypeConfiguration<NetworkAccessProfileNetwork>
{
    public void Configure(EntityTypeBuilder<NetworkAccessProfileNetwork> network)
    {
        network.HasIndex(n => new { n.NetworkAccessProfileId, n.NetworkId }).IsUnique();
        network.HasOne(n => n.NetworkAccessProfile).WithMany().HasForeignKey(n => n.NetworkAccessProfileId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal static class NetworkAccessProfileReferences
{
    /// <summary>The profiles with this SID or unique name: one or none.</summary>
    public static IQueryable<NetworkAccessProfile> WithReference(this IQueryable<NetworkAccessProfile> profiles, string sidOrName) =>
        Sid.IsShapeOf(sidOrName, NetworkAccessProfile.SidPrefix) ? profiles.Where(p => p.Sid == sidOrName) : profiles.Where(p => p.UniqueName == sidOrName);

    /// <summary>Whether Sims of these Fleets may connect, or are about to, although a profile has no network for them.</summary>
    /// <param name="without">A network that does not count.</param>
    public static async Task<bool> LeavesConnectedSimsWithoutNetworkAsync(
        this SimConsoleDb db, NetworkAccessProfile profile, IReadOnlyCollection<long> fleetIds, CancellationToken token, int without = 0) =>
        !profile.AllowsEveryNetwork
        && !await db.NetworkAccessProfileNetworks.AnyAsync(n => n.NetworkAccessProfileId == profile.Id && n.NetworkId != without, token)
        && await db.Sims.AnyAsync(s => fleetIds.Contains(s.FleetId!.Value)
            && (s.Status == SimStatus.Ready || s.Status == SimStatus.Active || s.TargetStatus == SimStatus.Ready || s.TargetStatus == SimStatus.Active), token);
}
