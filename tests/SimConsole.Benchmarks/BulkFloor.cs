using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>
/// The rows that an order leaves, written by hand: prepared statements on one connection, nothing checked that need not be, nobody told. The
/// frozen selection in one transaction; scheduled in chunks, so that others can write in between; then claimed, applied and ended in batches,
/// each of the three durable by itself as it has to be.
/// </summary>
internal static class BulkFloor
{
    private const string Confirmation = "Simulated network: attach attempts are refused (cause 7).";

    private const int SimsPerChunk = 5_000;

    public static BulkTimes Run(string file, long[] ids, int batchSize)
    {
        using var db = FloorDatabase.Open(file);
        using var freeze = db.Prepare(
            $"""
            INSERT INTO BulkChangeSims (BulkChangeId, SimId, SeenStatus, SeenSince, SeenFleetId, ToStatus, ToFleetId, State)
            SELECT $bulk, Id, Status, StatusChangedAt, FleetId, {(int)SimStatus.Inactive}, NULL, 0 FROM Sims WHERE Id = $id
            """, "$bulk", "$id");
        using var count = db.Prepare("UPDATE BulkChanges SET Completed = Completed + $n WHERE Id = $bulk", "$n", "$bulk");
        using var insert = db.Prepare(
            $"""
            INSERT INTO StatusChanges (BulkChangeId, SimId, Kind, FromStatus, ToStatus, MovesFleet, Priority, RequestedBy, Source, Reason, State, QueuedAt, DueAt, Deadline, Attempts)
            VALUES ($bulk, $id, 0, {(int)SimStatus.Active}, {(int)SimStatus.Inactive}, 0, {(int)StatusChangePriority.Bulk}, 'operations', 0, 'Out of season', 0, $now, $now, $now + 600000, 0)
            """, "$bulk", "$id", "$now");
        using var schedule = db.Prepare(
            $"""
            UPDATE Sims SET Status = {(int)SimStatus.Scheduled}, TargetStatus = {(int)SimStatus.Inactive}, StatusChangedAt = $now, UpdatedAt = $now, Version = Version + 1
            WHERE Id = $id AND Status = {(int)SimStatus.Active}
            """, "$id", "$now");
        using var due = db.Prepare(
            $"""
            SELECT c.Id, c.SimId, s.Iccid FROM StatusChanges c JOIN Sims s ON s.Id = c.SimId
            WHERE c.EndedAt IS NULL AND c.Priority = {(int)StatusChangePriority.Bulk} AND c.DueAt <= $now ORDER BY c.DueAt, c.Id LIMIT $batch
            """, "$now", "$batch");
        using var claim = db.Prepare("UPDATE StatusChanges SET State = 1, LeaseToken = $lease, DueAt = $now + 30000, Attempts = Attempts + 1 WHERE Id = $id AND EndedAt IS NULL AND DueAt <= $now", "$id", "$now", "$lease");
        using var apply = db.Prepare("UPDATE SimulatedSubscribers SET MayAttach = 0, OrderedAt = $now WHERE Iccid = $iccid AND OrderedAt <= $now", "$iccid", "$now");
        using var end = db.Prepare($"UPDATE StatusChanges SET State = 2, EndedAt = $now, Confirmation = '{Confirmation}', ConfirmedAt = $now WHERE Id = $id AND LeaseToken = $lease AND EndedAt IS NULL", "$id", "$now", "$lease");
        using var settle = db.Prepare(
            $"""
            UPDATE Sims SET Status = {(int)SimStatus.Inactive}, TargetStatus = NULL, StatusChangedAt = $now, UpdatedAt = $now, Version = Version + 1
            WHERE Id = $id AND Status = {(int)SimStatus.Scheduled}
            """, "$id", "$now");

        var clock = Stopwatch.StartNew();
        var bulk = New(db, ids.Length);
        db.InTransaction(() => Array.ForEach(ids, id => freeze.Execute(bulk, id)));
        var accepted = clock.Elapsed;
        foreach (var chunk in ids.Chunk(SimsPerChunk))
        {
            db.InTransaction(() =>
            {
                var now = Now();
                foreach (var id in chunk)
                {
                    insert.Execute(bulk, id, now);
                    schedule.Execute(id, now);
                }
            });
        }

        while (true)
        {
            var (now, lease) = (Now(), Guid.NewGuid().ToString());
            var batch = due.Read(row => (Id: row.GetInt64(0), SimId: row.GetInt64(1), Iccid: row.GetString(2)), now, batchSize);
            if (batch.Count == 0)
            {
                return new BulkTimes(accepted.TotalSeconds, clock.Elapsed.TotalSeconds);
            }

            db.InTransaction(() => batch.ForEach(change => claim.Execute(change.Id, now, lease)));
            db.InTransaction(() => batch.ForEach(change => apply.Execute(change.Iccid, now)));
            db.InTransaction(() =>
            {
                batch.ForEach(change =>
                {
                    end.Execute(change.Id, now, lease);
                    settle.Execute(change.SimId, now);
                });
                count.Execute(batch.Count, bulk);
            });
        }
    }

    private static long New(FloorDatabase db, int sims)
    {
        using var order = db.Prepare(
            """
            INSERT INTO BulkChanges (Sid, Kind, State, Selection, RequestedBy, Source, CreatedAt, CommittedAt, Selected, Eligible, AlreadyThere, NotEligible, Held, Skipped,
                DuplicateLines, UnknownLines, UnreadableLines, OrderedUpTo, Ordered, Completed, Failed, Superseded, Withdrawn)
            VALUES ($sid, 1, 2, 'by hand', 'operations', 0, $now, $now, $n, $n, 0, 0, 0, 0, 0, 0, 0, 0, $n, 0, 0, 0, 0) RETURNING Id
            """, "$sid", "$now", "$n");
        return order.Read(row => row.GetInt64(0), Kernel.Sid.New("BC"), Now(), sims)[0];
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
