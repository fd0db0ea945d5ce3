using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Sims;

namespace SimConsole.Fleets;

/// <summary>A group of Sims that behave alike. Change the Fleet, and every Sim in it follows.</summary>
public sealed class Fleet
{
    /// <summary>The letters a Fleet's SID begins with.</summary>
    public const string SidPrefix = "HF";

    /// <summary>The data limit of a Fleet that names none, in megabytes a Sim and billing period.</summary>
    public const int DefaultDataLimit = 1_000;

    /// <summary>The largest data limit, in megabytes. Source: the Super SIM contract, 2 TB.</summary>
    public const int MaxDataLimit = 2_000_000;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public string? UniqueName { get; set; }

    /// <summary>Fixed when the Fleet is made.</summary>
    public bool DataEnabled { get; init; } = true;

    /// <summary>Megabytes for each Sim and billing period, 1 to <see cref="MaxDataLimit"/>.</summary>
    public int DataLimit { get; set; } = DefaultDataLimit;

    /// <summary>Fixed when the Fleet is made.</summary>
    public bool SmsCommandsEnabled { get; init; } = true;

    public string? SmsCommandsUrl { get; set; }

    public CallMethod SmsCommandsMethod { get; set; }

    public string? IpCommandsUrl { get; set; }

    public CallMethod IpCommandsMethod { get; set; }

    public long NetworkAccessProfileId { get; set; }

    public NetworkAccessProfile? NetworkAccessProfile { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Raised by one with every write; the concurrency token.</summary>
    public long Version { get; set; } = 1;

    /// <summary>What a person calls this Fleet: its unique name, or its SID where it has none.</summary>
    public string DisplayName => UniqueName ?? Sid;
}

internal sealed class FleetTable : IEntityTypeConfiguration<Fleet>
{
    public void Configure(EntityTypeBuilder<Fleet> fleet)
    {
        fleet.Property(f => f.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        fleet.Property(f => f.UniqueName).HasMaxLength(UniqueName.Length);
        fleet.Property(f => f.SmsCommandsUrl).HasMaxLength(CallbackRequest.UrlLength);
        fleet.Property(f => f.IpCommandsUrl).HasMaxLength(CallbackRequest.UrlLength);
        fleet.Property(f => f.Version).IsConcurrencyToken();
        fleet.Ignore(f => f.DisplayName);
        fleet.HasIndex(f => f.Sid).IsUnique();
        fleet.HasIndex(f => f.UniqueName).IsUnique();
        fleet.HasOne(f => f.NetworkAccessProfile).WithMany().HasForeignKey(f => f.NetworkAccessProfileId).OnDelete(DeleteBehavior.Restrict);
    }
}
