using System.Collections.Frozen;
using System.Globalization;
using CsvHelper;

namespace SimConsole.Networks;

/// <summary>
/// The known mobile networks of the world. They come with the console and are the same for everybody, so they are in memory and not in the database; the file
/// beside the table says where they are from.
/// </summary>
public sealed class NetworkCatalogue
{
    private readonly FrozenDictionary<string, Network> _bySid;
    private readonly FrozenDictionary<int, Network> _byId;
    private readonly ILookup<Plmn, Network> _byPlmn;
    private readonly FrozenDictionary<string, string> _countries = ReadCountries();

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

    /// <summary>The networks with this identifier; several if companies share antennas.</summary>
    public IEnumerable<Network> At(Plmn plmn) => _byPlmn[plmn];

    /// <summary>The networks that match the filter, newest first.</summary>
    /// <param name="isoCountry">Two letters, in any case; null for every country.</param>
    /// <param name="mcc">A mobile country code; null for any.</param>
    /// <param name="mnc">A mobile network code, on the same identifier as <paramref name="mcc"/>; null for any.</param>
    public IEnumerable<Network> Matching(string? isoCountry, string? mcc, string? mnc) => All.Reverse().Where(network =>
        (isoCountry is null || network.IsoCountry.Equals(isoCountry, StringComparison.OrdinalIgnoreCase))
        && ((mcc is null && mnc is null) || network.Identifiers.Any(plmn => (mcc is null || plmn.Mcc == mcc) && (mnc is null || plmn.Mnc == mnc))));

    /// <summary>
    /// The networks that contain every word of a text in their country (its letters or its English name), name or identifiers; ordered by country and name.
    /// </summary>
    public IEnumerable<Network> Search(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return All.Where(network => words.All(word => NameOf(network).Contains(word, StringComparison.OrdinalIgnoreCase) || network.IsoCountry.Equals(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(CountryOf, StringComparer.Ordinal).ThenBy(network => network.FriendlyName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A network as people tell it from others: country, name and identifiers.</summary>
    public string NameOf(Network network) => $"{CountryOf(network)} · {network.FriendlyName} · {string.Join(' ', network.Identifiers)}";

    /// <summary>The English name of a network's country, or its two letters if no name is known.</summary>
    public string CountryOf(Network network) => _countries.GetValueOrDefault(network.IsoCountry, network.IsoCountry);

    private static FrozenDictionary<string, string> ReadCountries()
    {
        using var csv = Open("countries");
        var countries = new Dictionary<string, string>();
        while (csv.Read())
        {
            countries.Add(csv.GetString(0), csv.GetString(1));
        }

        return countries.ToFrozenDictionary();
    }

    private static Network[] Read()
    {
        using var csv = Open("networks");
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

    private static CsvReader Open(string table)
    {
        var stream = typeof(NetworkCatalogue).Assembly.GetManifestResourceStream($"SimConsole.src.Networks.Catalogue.{table}.csv")!;
        var csv = CsvReader.Create(new StreamReader(stream), new CsvReaderOptions());
        csv.ReadHeader();
        return csv;
    }
}
