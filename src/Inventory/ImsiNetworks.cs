using System.Globalization;

namespace SimConsole.Inventory;

/// <summary>An IMSI that lost the zeros at its front.</summary>
/// <param name="Line">The number that a spreadsheet shows beside its line.</param>
/// <param name="Given">What stands there.</param>
/// <param name="Imsi">What it is with its zeros.</param>
public sealed record MendedImsi(int Line, string Given, string Imsi);

/// <summary>
/// The networks of the complete IMSIs of a file, and which of the short ones have one answer. A spreadsheet drops zeros at the front of a number: a short IMSI that
/// begins with one of these networks once its zeros are back is that IMSI. If it begins with one of them as it stands, it may have lost other digits instead.
/// </summary>
internal sealed class ImsiNetworks
{
    /// <summary>The digits of an IMSI. Source: ITU-T E.212, of which networks use the full length.</summary>
    public const int Length = 15;

    /// <summary>The country code (MCC), and the first two digits of the network code (MNC): every network has at least two.</summary>
    private const int NetworkLength = 5;

    private const int MostShown = 5_000;

    private readonly HashSet<int> _networks = [];
    private readonly Dictionary<(int Network, int AsGiven), int> _counts = [];
    private readonly List<(int Line, string Imsi)> _short = [];

    /// <summary>How many of the IMSIs that were added have one answer.</summary>
    public int Mendable => _counts.Where(counted => HasOneAnswer(counted.Key)).Sum(counted => counted.Value);

    /// <summary>The IMSIs that have one answer, in the order of the file; only the first where very many IMSIs are short.</summary>
    public IReadOnlyList<MendedImsi> Shown => [.. _short.Where(given => Mended(given.Imsi) is not null).Select(given => new MendedImsi(given.Line, given.Imsi, Mended(given.Imsi)!))];

    /// <summary>Learns from an IMSI as it stands in a line; null where there is none.</summary>
    public void Add(int line, string? imsi)
    {
        if (imsi is { Length: Length } && imsi.All(char.IsAsciiDigit))
        {
            _networks.Add(Number(imsi, NetworkLength));
        }
        else if (imsi is not null && Networks(imsi) is { } networks)
        {
            _counts[networks] = _counts.GetValueOrDefault(networks) + 1;
            if (_short.Count < MostShown)
            {
                _short.Add((line, imsi));
            }
        }
    }

    /// <summary>The IMSI with its zeros, once all of the file have been added; null where they leave no answer, or more than one.</summary>
    public string? Mended(string imsi) => Networks(imsi) is { } networks && HasOneAnswer(networks) ? imsi.PadLeft(Length, '0') : null;

    private bool HasOneAnswer((int Network, int AsGiven) networks) => _networks.Contains(networks.Network) && !_networks.Contains(networks.AsGiven);

    /// <summary>The network of a short IMSI with its zeros, and as it stands; null where it cannot have lost zeros at its front.</summary>
    private static (int Network, int AsGiven)? Networks(string imsi)
    {
        var lost = Length - imsi.Length;
        return lost is > 0 and < NetworkLength && imsi[0] != '0' && imsi.All(char.IsAsciiDigit) ? (Number(imsi, NetworkLength - lost), Number(imsi, NetworkLength)) : null;
    }

    private static int Number(string imsi, int digits) => int.Parse(imsi.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
}
