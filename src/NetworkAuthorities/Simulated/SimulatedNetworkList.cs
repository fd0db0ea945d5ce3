using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>A list of networks that may serve a subscriber, stored once for all subscribers that have the same list.</summary>
public sealed class SimulatedNetworkList
{
    /// <summary>Computed from the list itself, so that the same list is found again.</summary>
    public long Id { get; init; }

    /// <summary>The numbers of the networks in the catalogue, in ascending order, with spaces between.</summary>
    public required string Networks { get; init; }

    /// <summary>The list that holds these networks.</summary>
    public static SimulatedNetworkList Of(IEnumerable<int> networkIds)
    {
        var text = string.Join(' ', networkIds.Order());
        return new SimulatedNetworkList { Id = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.ASCII.GetBytes(text))), Networks = text };
    }

    /// <summary>The numbers of the networks.</summary>
    public IReadOnlySet<int> Numbers() =>
        Networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();

    internal sealed class Table : IEntityTypeConfiguration<SimulatedNetworkList>
    {
        public void Configure(EntityTypeBuilder<SimulatedNetworkList> list)
        {
            list.Property(l => l.Id).ValueGeneratedNever();
            list.Property(l => l.Networks).IsUnicode(false);
        }
    }
}
