using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Reconciliation;

/// <summary>How far an authority has been told of the Sims: every one up to an id. A Sim with a lower id that is committed later is found missing by the next comparison.</summary>
public sealed class Enrolment
{
    public const int AuthorityLength = 300;

    public required string Authority { get; init; }

    public long UpToSimId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<Enrolment>
    {
        public void Configure(EntityTypeBuilder<Enrolment> enrolment)
        {
            enrolment.HasKey(e => e.Authority);
            enrolment.Property(e => e.Authority).HasMaxLength(AuthorityLength);
        }
    }
}
