using System.Diagnostics;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>
/// The rows that an order leaves, written by hand: prepared statements, nothing checked that need not be, nobody told. The frozen selection in one transaction;
/// scheduled in chunks, so that others can write in between; then claimed, applied and ended in batches, each of the three durable by itself as it has to be.
/// </summary>
internal static class BulkFloor
{
    private const int SimsPerChunk = 5_000;

    public static BulkTimes Run(BenchmarkDatabase database, long[] ids, int batchSize)
    {
        using var db = database.Open();
        using var freeze = db.Prepare(
            $"""
            INSERT INTO "BulkChangeSims" ("BulkChangeId", "SimId", "SeenStatus", "SeenSince", "SeenFleetId", "ToStatus", "ToFleetId", "State")
            SELECT @bulk, "Id", "Status", "StatusChangedAt", "FleetId", {(int)SimStatus.Inactive}, NULL, 0 FROM "Sims" WHERE {db.Is("\"Id\"", "@id")}
            """, "@id", "@bulk");
        using var insert = db.Prepare(
            $"""
            INSERT INTO "StatusChanges" ("BulkChangeId", "SimId", "Kind", "FromStatus", "ToStatus", "MovesFleet", "Priority", "RequestedBy", "Source", "Reason", "State", "QueuedAt", "DueAt", "SecondsLeft", "Attempts")
            SELECT @bulk, {db.Each("@id")}, 0, {(int)SimStatus.Active}, {(int)SimStatus.Inactive}, FALSE, {(int)StatusChangePriority.Bulk}, 'operations', 0, 'Out of season', 0, @now, @now, 600, 0
            """, "@id", "@bulk", "@now");
        using var schedule = db.Prepare(
            $"""
            UPDATE "Sims" SET "Status" = {(int)SimStatus.Scheduled}, "TargetStatus" = {(int)SimStatus.Inactive}, "StatusChangedAt" = @now, "UpdatedAt" = @now, "Version" = "Version" + 1
            WHERE {db.Is("\"Id\"", "@id")} AND "Status" = {(int)SimStatus.Active}
            """, "@id", "@now");
        List<Lane> lanes = [new Lane(db), .. Enumerable.Range(1, db.Writers - 1).Select(_ => new Lane(database.Open()))];

        var clock = Stopwatch.StartNew();
        var bulk = New(db, ids.Length);
        db.InTransaction(() => freeze.ForEach([ids], bulk));
        var accepted = clock.Elapsed;
        foreach (var chunk in ids.Chunk(SimsPerChunk))
        {
            db.InTransaction(() =>
            {
                var now = Now();
                insert.ForEach([chunk], bulk, now);
                schedule.ForEach([chunk], now);
            });
        }

        var claiming = new Lock();
        Parallel.ForEach(lanes, new() { MaxDegreeOfParallelism = lanes.Count }, lane =>
        {
            while (lane.WorkOff(bulk, batchSize, claiming))
            {
            }
        });
        var all = clock.Elapsed;
        lanes.ForEach(lane => lane.Dispose());
        return new BulkTimes(accepted.TotalSeconds, all.TotalSeconds);
    }

    private static long New(FloorDatabase db, int sims)
    {
        using var order = db.Prepare(
            """
            INSERT INTO "BulkChanges" ("Sid", "Kind", "State", "Selection", "RequestedBy", "Source", "CreatedAt", "CommittedAt", "Selected", "Eligible", "AlreadyThere", "NotEligible", "Held", "Skipped",
                "DuplicateLines", "UnknownLines", "UnreadableLines", "OrderedUpTo", "Ordered", "Completed", "Failed", "Superseded", "Withdrawn")
            VALUES (@sid, 1, 2, 'by hand', 'operations', 0, @now, @now, @n, @n, 0, 0, 0, 0, 0, 0, 0, 0, @n, 0, 0, 0, 0) RETURNING "Id"
            """, "@sid", "@now", "@n");
        return order.Read(row => row.GetInt64(0), Kernel.Sid.New("BC"), Now(), sims)[0];
    }

    /// <summary>To the millisecond, as it is stored.</summary>
    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    /// <summary>One connection that works off what is due.</summary>
    private sealed class Lane(FloorDatabase db) : IDisposable
    {
        private const string Confirmation = "Simulated network: attach attempts are refused (cause 7).";

        private readonly FloorStatement _due = db.Prepare(
            $"""
            SELECT c."Id", c."SimId", s."Iccid" FROM "StatusChanges" c JOIN "Sims" s ON s."Id" = c."SimId"
            WHERE c."EndedAt" IS NULL AND c."Priority" = {(int)StatusChangePriority.Bulk} AND c."DueAt" <= @now ORDER BY c."DueAt", c."Id" LIMIT @batch
            """, "@now", "@batch");

        private readonly FloorStatement _claim = db.Prepare(
            $"""
            UPDATE "StatusChanges" SET "State" = 1, "LeaseToken" = @lease, "DueAt" = {db.Later("@now", 30_000)}, "Attempts" = "Attempts" + 1
            WHERE {db.Is("\"Id\"", "@id")} AND "EndedAt" IS NULL AND "DueAt" <= @now
            """, "@id", "@now", "@lease");

        private readonly FloorStatement _apply = db.Prepare(
            $"""UPDATE "SimulatedSubscribers" SET "MayAttach" = FALSE, "OrderedAt" = @now WHERE {db.Is("\"Iccid\"", "@iccid")} AND "OrderedAt" <= @now""", "@iccid", "@now");

        private readonly FloorStatement _end = db.Prepare(
            $"""
            UPDATE "StatusChanges" SET "State" = 2, "EndedAt" = @now, "Confirmation" = '{Confirmation}', "ConfirmedAt" = @now
            WHERE {db.Is("\"Id\"", "@id")} AND "LeaseToken" = @lease AND "EndedAt" IS NULL
            """, "@id", "@now", "@lease");

        private readonly FloorStatement _settle = db.Prepare(
            $"""
            UPDATE "Sims" SET "Status" = {(int)SimStatus.Inactive}, "TargetStatus" = NULL, "StatusChangedAt" = @now, "UpdatedAt" = @now, "Version" = "Version" + 1
            WHERE {db.Is("\"Id\"", "@id")} AND "Status" = {(int)SimStatus.Scheduled}
            """, "@id", "@now");

        private readonly FloorStatement _count = db.Prepare("""UPDATE "BulkChanges" SET "Completed" = "Completed" + @n WHERE "Id" = @bulk""", "@n", "@bulk");

        /// <summary>Works off one batch. Says whether there was one.</summary>
        /// <param name="claiming">Held by the one lane that claims: others would only claim the same.</param>
        public bool WorkOff(long bulk, int batchSize, Lock claiming)
        {
            var lease = Guid.NewGuid();
            DateTimeOffset now;
            long[] ids, sims;
            string[] iccids;
            lock (claiming)
            {
                now = Now();
                var batch = _due.Read(row => (Id: row.GetInt64(0), SimId: row.GetInt64(1), Iccid: row.GetString(2)), now, batchSize);
                if (batch.Count == 0)
                {
                    return false;
                }

                (ids, sims, iccids) = ([.. batch.Select(c => c.Id)], [.. batch.Select(c => c.SimId)], [.. batch.Select(c => c.Iccid)]);
                db.InTransaction(() => _claim.ForEach([ids], now, lease));
            }

            db.InTransaction(() => _apply.ForEach([iccids], now));
            db.InTransaction(() =>
            {
                _end.ForEach([ids], now, lease);
                _settle.ForEach([sims], now);
                _count.Execute(ids.Length, bulk);
            });
            return true;
        }

        public void Dispose()
        {
            foreach (var statement in new[] { _due, _claim, _apply, _end, _settle, _count })
            {
                statement.Dispose();
            }

            db.Dispose();
        }
    }
}
