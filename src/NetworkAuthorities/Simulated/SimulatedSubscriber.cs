using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>What the simulated network keeps of one SIM, for itself: the console never reads it to learn a status.</summary>
public sealed class SimulatedSubscriber
{
    /// <summary>Into how many parts a slot is divided.</summary>
    public const int Phases = 65_536;

    private const int PhaseDigits = 7;
    private const long PhaseFactor = 48_271;

    public required string Iccid { get; init; }

    public string? Imsi { get; init; }

    /// <summary>Whether an attempt to attach is accepted.</summary>
    public bool MayAttach { get; set; }

    /// <summary>Whether the network refuses its data, although it may attach.</summary>
    public bool DataBarred { get; set; }

    /// <summary>
    /// When in a slot its device begins a data session, 0 to <see cref="Phases"/> - 1. It is computed from the ICCID alone, so that a database can compute it
    /// too, and so that cards with neighbouring numbers do not begin at once.
    /// </summary>
    public int Phase
    {
        get => PhaseOf(Iccid);
        private init { }
    }

    /// <summary>The claim time of the last order that was carried out; orders of earlier claims come too late.</summary>
    public DateTimeOffset OrderedAt { get; set; }

    /// <summary>The networks that may serve it; null for every network.</summary>
    public long? NetworkListId { get; set; }

    /// <summary>The claim time of the last order about its networks; null before the first.</summary>
    public DateTimeOffset? NetworksOrderedAt { get; set; }

    private static int PhaseOf(string iccid) =>
        (int)(long.Parse(iccid.AsSpan(Math.Max(0, iccid.Length - PhaseDigits)), NumberStyles.None, CultureInfo.InvariantCulture) * PhaseFactor % Phases);
}

internal sealed class SimulatedSubscriberTable : IEntityTypeConfiguration<SimulatedSubscriber>
{
    public void Configure(EntityTypeBuilder<SimulatedSubscriber> subscriber)
    {
        subscriber.HasKey(s => s.Iccid);
        subscriber.Property(s => s.Iccid).HasMaxLength(Iccid.MaxLength).IsUnicode(false);
        subscriber.Property(s => s.Imsi).HasMaxLength(15).IsUnicode(false);
        subscriber.HasIndex(s => s.Imsi);
        subscriber.HasIndex(s => new { s.Phase, s.Iccid });
    }
}
