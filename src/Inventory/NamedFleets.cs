using SimConsole.Data;
using SimConsole.Fleets;

namespace SimConsole.Inventory;

/// <summary>
/// The Fleets that a file names, by name or SID. One that does not exist is made with the defaults, up to a number above which
/// the column is hardly one of Fleets.
/// </summary>
/// <param name="maker">Who has them made; null where nothing is to be changed.</param>
/// <param name="made">The names of those that the file has had made so far.</param>
/// <param name="announce">Told the names of all of them before another is made. Whether it may be made: the import may be another's by now.</param>
internal sealed class NamedFleets(FleetService fleets, Caller? maker, IEnumerable<string> made, Func<IReadOnlyList<string>, Task<bool>> announce)
{
    private const int MostNew = 100;

    private readonly Dictionary<string, (long? Id, string? Fault)> _known = [];
    private readonly List<string> _new = [.. made];

    /// <summary>The names of those that did not exist, and have been made, or would be.</summary>
    public IReadOnlyList<string> New => _new;

    public bool Knows(CardLine line) => line.Fleet is null || _known.ContainsKey(line.Fleet);

    /// <summary>The Fleet of a line; null for none.</summary>
    public long? IdOf(CardLine line) => line.Fleet is null ? null : _known[line.Fleet].Id;

    public string? FaultOf(CardLine line) => line.Fleet is null ? null
        : _known.TryGetValue(line.Fleet, out var fleet) ? fleet.Fault
        : NotThere(line.Fleet);

    private static string NotThere(string name) => $"There is no Fleet {name}. Import the line again.";

    public async Task LearnAsync(CardLine line, CancellationToken token)
    {
        if (!Knows(line))
        {
            _known.Add(line.Fleet!, await FindOrMakeAsync(line.Fleet!, token));
        }
    }

    private async Task<(long?, string?)> FindOrMakeAsync(string name, CancellationToken token)
    {
        if (await fleets.FindAsync(name, FleetScope.All, token) is { } fleet)
        {
            return (fleet.Id, null);
        }

        if (Sid.IsShapeOf(name))
        {
            return (null, $"There is no Fleet {name}. Give the SID of one that exists, or a name.");
        }

        var isNew = !_new.Contains(name);
        if (isNew && _new.Count >= MostNew)
        {
            return (null, $"There is no Fleet {name}, and the file names {MostNew} new ones already. Create it first, or look whether the column is right.");
        }

        if (isNew)
        {
            _new.Add(name);
        }

        if (maker is null)
        {
            return (null, null);
        }

        // Put down before it is made: whoever goes on after this process finds a Fleet, and not who made it.
        if (!await announce(_new))
        {
            return (null, NotThere(name));
        }

        var made = await fleets.CreateAsync(new FleetUpdate { UniqueName = name }, maker, token);
        if (made.Refusal is not { } refusal)
        {
            return (made.Value!.Id, null);
        }

        // Somebody else may have made it in the same moment.
        _new.Remove(name);
        return await fleets.FindAsync(name, FleetScope.All, token) is { } theirs ? (theirs.Id, null) : (null, refusal.Message);
    }
}
