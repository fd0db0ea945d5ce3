using System.Diagnostics;
using SimConsole.Sims;

namespace SimConsole.Benchmarks;

/// <summary>The rows of a list of cards by hand: its lines taken apart at their commas, a batch in a transaction, and what is there already left as it is.</summary>
internal static class ImportFloor
{
    /// <summary>Imports the file. Returns the seconds.</summary>
    public static double Run(BenchmarkDatabase database, string file, int batchSize)
    {
        using var db = database.Open();
        using var fleets = db.Prepare("""SELECT "UniqueName", "Id" FROM "Fleets" WHERE "UniqueName" IS NOT NULL""");
        using var insert = db.Prepare(
            $"""
            INSERT INTO "Sims" ("Sid", "Iccid", "Imsi", "Msisdn", "UniqueName", "FleetId", "Status", "StatusChangedAt", "CreatedAt", "UpdatedAt", "Version")
            SELECT {db.Each("@sid")}, {db.Each("@iccid")}, {db.Each("@imsi")}, {db.Each("@msisdn")}, {db.Each("@name")}, {db.Each("@fleet")}, {(int)SimStatus.New}, @now, @now, @now, 1
            WHERE TRUE ON CONFLICT DO NOTHING
            """, "@sid", "@iccid", "@imsi", "@msisdn", "@name", "@fleet", "@now");

        // Only what this batch has added.
        using var register = db.Prepare(
            $"""
            INSERT INTO "SimEvents" ("SimId", "At", "Kind", "Actor") SELECT "Id", @now, {(int)SimEventKind.Registered}, 'operations' FROM "Sims" WHERE {db.Is("\"Sid\"", "@sid")}
            """, "@sid", "@now");

        var clock = Stopwatch.StartNew();
        var known = fleets.Read(row => (Name: row.GetString(0), Id: row.GetInt64(1))).ToDictionary(f => f.Name, f => f.Id);
        foreach (var batch in File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Chunk(batchSize))
        {
            var sids = Array.ConvertAll(batch, _ => Sid.New(Sim.SidPrefix));
            long[] fleet = Array.ConvertAll(batch, card => known[card[4]]);
            db.InTransaction(() =>
            {
                var now = DateTimeOffset.UtcNow;
                insert.ForEach([sids, Column(0), Column(1), Column(2), Column(3), fleet], now);
                register.ForEach([sids], now);
            });

            string[] Column(int i) => Array.ConvertAll(batch, card => card[i]);
        }

        return clock.Elapsed.TotalSeconds;
    }
}
