using System.Globalization;

namespace SimConsole.Inventory;

/// <summary>An IMSI that lost the zeros at its front.</summary>
/// <param name="Line">The number that a spreadsheet shows beside its line.</param>
/// <param name="Given">What stands there.</param>
/// <param name="Imsi">What it is with its zeros.</param>
public sealed record MendedImsi(int Line, string Given, string Imsi);

/// <summary>
/// To which networks the whole IMSIs of a file belong, and which of the others have one answer: a spreadsheet drops zeros at the front of a number, so one that begins with one of these networks
/// once it has them again is that IMSI. Where it begins with one as it stands, it may have lost any other digit instead.
/// </summary>
internal sealed class ImsiNetworks
{
    /// <summary>The digits of an IMSI. Source: ITU-T E.212, of which networks use the full length.</summary>
    public const int Length = 15;

    /// <summary>The country code (MCC), and as many digits of the network code (MNC) as each has.</summary>
    private const int NetworkLength = 5;

    private const int MostShown = 5_000;

    private readonly HashSet<int> _networks = [];
    private readonly Dictionary<(int Network, int AsGiven), int> _counts = [];
    private readonly List<(int Line, string Imsi)> _short = [];

    /// <summary>How many of the IMSIs that were added have one answer.</summary>
    public int Mendable => _counts.Where(counted => HasOneAnswer(counted.Key)).Sum(counted => counted.Value);

    /// <summary>Those, in the order of the file; not all where very many IMSIs are short.</summary>
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

    /// <summary>The network of a short IMSI with its zeros, and as it stands; null where zeros at its front are not what it lost.</summary>
    private static (int Network, int AsGiven)? Networks(string imsi)
    {
        var lost = Length - imsi.Length;
        return lost is > 0 and < NetworkLength && imsi[0] != '0' && imsi.All(char.IsAsciiDigit) ? (Number(imsi, NetworkLength - lost), Number(imsi, NetworkLength)) : null;
    }

    private static int Number(string imsi, int digits) => int.Parse(imsi.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
}
