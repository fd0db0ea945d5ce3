using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Networks;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Host.Sample;

/// <summary>
/// Fills an empty database with sample Sims: four Fleets, every status, a history, a month of usage, and changes that fall due while one watches.
/// This is registration, not a change of status: it writes the rows of all slices at once, before anybody can see one of them, as
/// <see cref="StatusChangeService"/> and the simulated network would have left them.
/// </summary>
public sealed class SampleData(IDbContextFactory<SimConsoleDb> databases, NetworkCatalogue networks, TimeProvider time, IOptions<StatusChangeOptions> options)
{
    /// <summary>The most Sims that can be asked for.</summary>
    public const int MaxSims = 10_000_000;

    /// <summary>The Fleets of the sample.</summary>
    public static IReadOnlyList<string> FleetNames { get; } = ["cold-chain-eu", "meters-berlin", "meters-hamburg", "trackers-us"];

    private const int BatchSize = 20_000;

    /// <summary>Adds <paramref name="count"/> Sims, or nothing where the database has a Sim or a Fleet already. Says whether it did.</summary>
    /// <param name="progress">Told how many Sims are written so far.</param>
    public async Task<bool> FillAsync(int count, IProgress<int>? progress, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxSims);
        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.Sims.AnyAsync(token) || await db.Fleets.AnyAsync(token))
        {
            return false;
        }

        var now = time.Now();
        var sims = new SampleSims(count, now, options.Value.Deadline, await AddFleetsAsync(db, now, token));
        var usage = new SampleUsage(count, now, networks.All);
        for (var done = 0; done < count; done += BatchSize)
        {
            SampleSim[] batch = [.. Enumerable.Range(done, Math.Min(BatchSize, count - done)).Select(sims.Next)];
            await db.InTransactionAsync(async () =>
            {
                await db.InsertManyAsync([.. batch.Select(s => s.Sim)], token);
                await db.InsertManyAsync([.. batch.Select(s => s.Registered)], token);
                await db.InsertManyAsync([.. batch.SelectMany(s => s.Changes).OrderBy(c => c.QueuedAt)], token);
                await db.InsertManyAsync([.. batch.Select(s => s.Subscriber).OfType<SimulatedSubscriber>()], token);
                await usage.AddAsync(db, batch, token);
            }, token);
            progress?.Report(done + batch.Length);
        }

        return true;
    }

    private static async Task<IReadOnlyList<long>> AddFleetsAsync(SimConsoleDb db, DateTimeOffset now, CancellationToken token)
    {
        var profile = await db.NetworkAccessProfiles.Where(p => p.UniqueName == NetworkAccessProfile.DefaultName).Select(p => p.Id).SingleAsync(token);
        Fleet[] fleets = [.. FleetNames.Select(name => new Fleet { UniqueName = name, NetworkAccessProfileId = profile, CreatedAt = now, UpdatedAt = now })];
        db.Fleets.AddRange(fleets);
        await db.SaveChangesAsync(token);
        db.ChangeTracker.Clear();
        return [.. fleets.Select(f => f.Id)];
    }
}
