using SimConsole.Data;

namespace SimConsole.Sims;

/// <summary>
/// Keeps the Sims that programs have just asked for one by one, until anything at all is written: polling for a change costs only a read of the database version. For one
/// caller at a time.
/// </summary>
/// <param name="readSims">Reads Sims by what they were asked for, in that order; null for one that is not there.</param>
internal sealed class SimCache(DatabaseVersion database, Func<IReadOnlyList<string>, Task<IReadOnlyList<SimRow?>>> readSims)
{
    private const int Most = 10_000;

    private readonly Dictionary<string, SimRow> _known = [];
    private string? _version;

    /// <summary>The Sims as they are now, by what they were asked for; read where they are not known.</summary>
    public async Task<IReadOnlyList<SimRow?>> GetAsync(IReadOnlyList<string> asked)
    {
        // The version is read before the Sims: after a write in between, the next call sees a new version and reads them again.
        var version = await database.ReadAsync();
        if (version is null || version != _version || _known.Count + asked.Count > Most)
        {
            _known.Clear();
            _version = version;
        }

        string[] unknown = [.. asked.Where(reference => !_known.ContainsKey(reference)).Distinct()];
        var read = unknown.Length == 0 ? [] : await readSims(unknown);
        foreach (var (reference, sim) in unknown.Zip(read))
        {
            if (sim is not null)
            {
                _known[reference] = sim;
            }
        }

        return [.. asked.Select(reference => _known.GetValueOrDefault(reference))];
    }
}
