using SimConsole.Data;
using SimConsole.Fleets;

namespace SimConsole.Inventory;

/// <summary>
/// The Fleets that a file names, by name or SID. One that does not exist is created with the defaults, up to a number above which
/// the column is unlikely to be one of Fleets.
/// </summary>
/// <param name="maker">The caller for whom they are created; null where nothing is to be changed.</param>
/// <param name="made">The names of those that were created for this file so far.</param>
/// <param name="announce">Called with the names of all new Fleets before another is created. Returns whether it may be created: another process may have the import by now.</param>
internal sealed class NamedFleets(FleetService fleets, Caller? maker, IEnumerable<string> made, Func<IReadOnlyList<string>, Task<bool>> announce)
{
    private const int MostNew = 100;

    private readonly Dictionary<string, (long? Id, string? Fault)> _known = [];
    private readonly List<string> _new = [.. made];

    /// <summary>The names of those that did not exist, and have been created, or would be.</summary>
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

        // Recorded before it is created: a process that goes on after this one could not tell that the import created it.
        if (!await announce(_new))
        {
            return (null, NotThere(name));
        }

        var made = await fleets.CreateAsync(new FleetUpdate { UniqueName = name }, maker, token);
        if (made.Refusal is not { } refusal)
        {
            return (made.Value!.Id, null);
        }

        // Somebody else may have created it at the same moment.
        _new.Remove(name);
        return await fleets.FindAsync(name, FleetScope.All, token) is { } theirs ? (theirs.Id, null) : (null, refusal.Message);
    }
}
