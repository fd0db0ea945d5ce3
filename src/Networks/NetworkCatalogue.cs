using System.Collections.Frozen;
using System.Globalization;
using CsvHelper;

namespace SimConsole.Networks;

/// <summary>
/// The mobile networks of the world, as far as they are known. They come with the console and are the same for everybody, so they are in memory
/// and not in the database; where they are from is told in the file beside the table.
/// </summary>
public sealed class NetworkCatalogue
{
    private const string Table = "SimConsole.src.Networks.Catalogue.networks.csv";

    private readonly FrozenDictionary<string, Network> _bySid;
    private readonly FrozenDictionary<int, Network> _byId;
    private readonly ILookup<Plmn, Network> _byPlmn;

    public NetworkCatalogue()
    {
        All = Read();
        _bySid = All.ToFrozenDictionary(network => network.Sid, StringComparer.OrdinalIgnoreCase);
        _byId = All.ToFrozenDictionary(network => network.Id);
        _byPlmn = All.SelectMany(network => network.Identifiers, (network, plmn) => (network, plmn)).ToLookup(pair => pair.plmn, pair => pair.network);
    }

    /// <summary>Every network, in the order of its number.</summary>
    public IReadOnlyList<Network> All { get; }

    /// <summary>The network with this SID, or null.</summary>
    public Network? Find(string sid) => _bySid.GetValueOrDefault(sid);

    /// <summary>The network with this number, or null.</summary>
    public Network? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The networks that answer to this identifier; several where companies share antennas.</summary>
    public IEnumerable<Network> At(Plmn plmn) => _byPlmn[plmn];

    /// <summary>The networks that hold what is asked for, newest first.</summary>
    /// <param name="isoCountry">Two letters, in any case; null for every country.</param>
    /// <param name="mcc">A mobile country code; null for any.</param>
    /// <param name="mnc">A mobile network code, on the same identifier as <paramref name="mcc"/>; null for any.</param>
    public IEnumerable<Network> Matching(string? isoCountry, string? mcc, string? mnc) => All.Reverse().Where(network =>
        (isoCountry is null || network.IsoCountry.Equals(isoCountry, StringComparison.OrdinalIgnoreCase))
        && ((mcc is null && mnc is null) || network.Identifiers.Any(plmn => (mcc is null || plmn.Mcc == mcc) && (mnc is null || plmn.Mnc == mnc))));

    private static Network[] Read()
    {
        using var stream = typeof(NetworkCatalogue).Assembly.GetManifestResourceStream(Table)!;
        using var text = new StreamReader(stream);
        using var csv = CsvReader.Create(text, new CsvReaderOptions(), true);
        csv.ReadHeader();
        var networks = new List<Network>();
        while (csv.Read())
        {
            networks.Add(new Network(
                int.Parse(csv.GetString(0), CultureInfo.InvariantCulture),
                csv.GetString(1),
                csv.GetString(2),
                [.. csv.GetString(3).Split(' ').Select(text => Plmn.Parse(text)!.Value)]));
        }

        return [.. networks];
    }
}
