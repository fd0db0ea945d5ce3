using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Sims.Tags;

/// <summary>A word by which people group Sims across Fleets: <c>pallet-7</c>, <c>berlin</c>. Created with its first Sim, and never deleted.</summary>
public sealed class Tag
{
    public long Id { get; init; }

    /// <summary>By the rules of <see cref="TagName"/>.</summary>
    public required string Name { get; init; }
}

/// <summary>The assignment of a tag to a Sim.</summary>
public sealed class SimTag
{
    public long TagId { get; init; }

    public Tag? Tag { get; init; }

    public long SimId { get; init; }

    public Sim? Sim { get; init; }
}

internal sealed class TagTable : IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> tag)
    {
        tag.Property(t => t.Name).HasMaxLength(TagName.Length);
        tag.HasIndex(t => t.Name).IsUnique();
    }
}

internal sealed class SimTagTable : IEntityTypeConfiguration<SimTag>
{
    public void Configure(EntityTypeBuilder<SimTag> tagged)
    {
        // The Sims of a tag in the order of the list; the tags of a Sim.
        tagged.HasKey(t => new { t.TagId, t.SimId });
        tagged.HasIndex(t => t.SimId);
        tagged.HasOne(t => t.Tag).WithMany().HasForeignKey(t => t.TagId).OnDelete(DeleteBehavior.Restrict);
        tagged.HasOne(t => t.Sim).WithMany().HasForeignKey(t => t.SimId).OnDelete(DeleteBehavior.Cascade);
    }
}
