using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Sims.Views;

/// <summary>A list of Sims saved under a name: its filters, order and columns.</summary>
public sealed class SavedView
{
    /// <summary>The most characters of a name.</summary>
    public const int NameLength = 60;

    /// <summary>The most characters of an address.</summary>
    public const int AddressLength = 2_000;

    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The person who sees it; null where everybody does.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it is shown, relative to the base of the console: <see cref="SimsAddress"/> in words.</summary>
    public required string Address { get; set; }

    /// <summary>Who saved it last.</summary>
    public required string SavedBy { get; set; }

    public DateTimeOffset SavedAt { get; set; }
}

internal sealed class SavedViewTable : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> view)
    {
        view.Property(v => v.Name).HasMaxLength(SavedView.NameLength);
        view.Property(v => v.Owner).HasMaxLength(Actor.NameLength);
        view.Property(v => v.Address).HasMaxLength(SavedView.AddressLength);
        view.Property(v => v.SavedBy).HasMaxLength(Actor.NameLength);
        view.HasIndex(v => new { v.Owner, v.Name });
    }
}
