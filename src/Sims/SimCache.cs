using System.Collections.Concurrent;
using SimConsole.Data;

namespace SimConsole.Sims;

/// <summary>The Sims that programs have just asked for one by one, as long as nothing at all has been written: whoever polls for a change costs a look at a number.</summary>
public sealed class SimCache(DatabaseVersion database)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (long Version, SimRow Sim)> _read = new(StringComparer.Ordinal);

    /// <summary>The Sim as it is now, by what it was asked for; read where it is not known.</summary>
    public async Task<SimRow?> GetAsync(string sidOrName, Func<Task<SimRow?>> read)
    {
        // Before it is read: a write in between makes what is read out of date, never what is kept.
        if (database.Read() is not { } version)
        {
            return await read();
        }

        if (_read.TryGetValue(sidOrName, out var known) && known.Version == version)
        {
            return known.Sim;
        }

        var sim = await read();
        if (sim is not null)
        {
            if (_read.Count >= Most)
            {
                _read.Clear();
            }

            _read[sidOrName] = (version, sim);
        }

        return sim;
    }
}
