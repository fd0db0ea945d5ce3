using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>
/// The rows that an order leaves, written by hand: prepared statements on one connection, nothing checked that need not be, nobody told.
/// Accepted in one transaction; then claimed, applied and ended in batches, each of the three durable by itself as it has to be.
/// </summary>
internal static class BulkFloor
{
    private const string Confirmation = "Simulated network: attach attempts are refused (cause 7).";

    public static BulkTimes Run(string file, long[] ids, int batchSize)
    {
        using var db = FloorDatabase.Open(file);
        using var insert = db.Prepare(
            $"""
            INSERT INTO StatusChanges (SimId, Kind, FromStatus, ToStatus, MovesFleet, Priority, RequestedBy, Source, Reason, State, QueuedAt, DueAt, Deadline, Attempts)
            VALUES ($id, 0, {(int)SimStatus.Active}, {(int)SimStatus.Inactive}, 0, {(int)StatusChangePriority.Bulk}, 'operations', 0, 'Out of season', 0, $now, $now, $now + 600000, 0)
            """, "$id", "$now");
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
        db.InTransaction(() =>
        {
            var now = Now();
            foreach (var id in ids)
            {
                insert.Execute(id, now);
                schedule.Execute(id, now);
            }
        });
        var accepted = clock.Elapsed;

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
            db.InTransaction(() => batch.ForEach(change =>
            {
                end.Execute(change.Id, now, lease);
                settle.Execute(change.SimId, now);
            }));
        }
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
