using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Simulation;

/// <summary>What holds after each step, whatever has gone wrong: each query finds what must not be, in words.</summary>
internal static class Rules
{
    internal const int New = (int)SimStatus.New;
    internal const int Inactive = (int)SimStatus.Inactive;
    internal const int Requested = (int)StatusChangeKind.Requested;
    internal const int Reconcile = (int)StatusChangeKind.Reconcile;
    internal const int Applying = (int)StatusChangeState.Applying;
    internal const int Completed = (int)StatusChangeState.Completed;
    internal const int Waiting = (int)CallbackState.Waiting;

    private const int Ready = (int)SimStatus.Ready;
    private const int Active = (int)SimStatus.Active;
    private const int Scheduled = (int)SimStatus.Scheduled;
    private const int Failed = (int)StatusChangeState.Failed;
    private const int Superseded = (int)StatusChangeState.Superseded;
    private const int Withdrawn = (int)StatusChangeState.Withdrawn;
    private const int Urgent = (int)StatusChangePriority.LossReport;
    private const int Undo = (int)BulkChangeKind.Undo;
    private const int MoveToFleet = (int)BulkChangeKind.MoveToFleet;

    public static readonly (string Rule, string Sql)[] Always =
    [
        ("a SIM is scheduled exactly while a change of it that was asked for is open",
            $"""
            SELECT 'Sim ' || s.Id FROM Sims s WHERE (s.Status = {Scheduled}) <> EXISTS (
                SELECT 1 FROM StatusChanges c WHERE c.SimId = s.Id AND c.EndedAt IS NULL AND c.Kind = {Requested})
            """),
        ("no SIM that a loss report holds may connect, and one that is scheduled is being taken off",
            $"""
            SELECT 'Sim ' || s.Id FROM Sims s
            WHERE s.HeldByReportId IS NOT NULL AND (s.Status IN ({Active}, {Ready}) OR s.Status = {Scheduled} AND NOT EXISTS (
                SELECT 1 FROM StatusChanges c
                WHERE c.SimId = s.Id AND c.EndedAt IS NULL AND c.Kind = {Requested} AND c.Priority = {Urgent} AND c.ToStatus = {Inactive}))
            """),
        ("what a loss report has ordered off goes on for as long as it holds the SIM",
            $"""
            SELECT 'change ' || c.Id FROM StatusChanges c
            JOIN LossReportSims l ON l.SimId = c.SimId AND l.ReleasedAt IS NULL
            JOIN LossReports r ON r.Id = l.LossReportId AND c.Reason = 'Loss report ' || r.Sid
            WHERE c.State = {Failed} AND c.ToStatus = {Inactive} AND c.Kind = {Requested}
            """),
        ("a SIM is held exactly while a report that is not released names it",
            """
            SELECT 'Sim ' || s.Id FROM Sims s
            WHERE (s.HeldByReportId IS NOT NULL) <> EXISTS (SELECT 1 FROM LossReportSims l WHERE l.SimId = s.Id AND l.ReleasedAt IS NULL)
            """),
        ("a bulk change counts what its rows say",
            $"""
            SELECT 'bulk change ' || b.Id FROM BulkChanges b
            LEFT JOIN (
                SELECT BulkChangeId, COUNT(*) AS Opened, SUM(State = {Completed}) AS Completed, SUM(State = {Failed}) AS Failed,
                    SUM(State = {Superseded}) AS Superseded, SUM(State = {Withdrawn}) AS Withdrawn
                FROM StatusChanges GROUP BY BulkChangeId) c ON c.BulkChangeId = b.Id
            LEFT JOIN (
                SELECT BulkChangeId, COUNT(*) AS Selected, SUM(State = {(int)BulkChangeSimState.Skipped}) AS Skipped,
                    SUM(State = {(int)BulkChangeSimState.Done}) AS Moved, SUM(State = {(int)BulkChangeSimState.Held}) AS Held
                FROM BulkChangeSims GROUP BY BulkChangeId) r ON r.BulkChangeId = b.Id
            WHERE b.CommittedAt IS NOT NULL AND (
                b.Selected <> r.Selected OR b.Skipped <> r.Skipped OR b.Held <> r.Held OR b.Ordered <> IFNULL(c.Opened, 0) + r.Moved
                OR b.Completed <> IFNULL(c.Completed, 0) + r.Moved OR b.Failed <> IFNULL(c.Failed, 0)
                OR b.Superseded <> IFNULL(c.Superseded, 0) OR b.Withdrawn <> IFNULL(c.Withdrawn, 0))
            """),
        ("an undo brings a SIM back to where it was before, unless it has changed since",
            $"""
            SELECT 'change ' || c.Id FROM StatusChanges c
            JOIN BulkChanges u ON u.Id = c.BulkChangeId AND u.Kind = {Undo}
            JOIN BulkChanges b ON b.Id = u.UndoesId
            JOIN BulkChangeSims r ON r.BulkChangeId = b.Id AND r.SimId = c.SimId
            LEFT JOIN StatusChanges done ON done.BulkChangeId = b.Id AND done.SimId = c.SimId
            WHERE b.Kind <> {MoveToFleet} AND (c.ToStatus <> r.SeenStatus OR IFNULL(done.State, -1) <> {Completed})
                OR b.Kind = {MoveToFleet} AND (c.MovesFleet = 0 OR c.ToFleetId IS NOT r.SeenFleetId)
                OR EXISTS (
                    SELECT 1 FROM StatusChanges later
                    WHERE later.SimId = c.SimId AND later.Id > done.Id AND later.Id < c.Id AND later.State = {Completed} AND later.Kind <> {Reconcile})
            """),
        ("a callback waits for as many messages as it says",
            $"""
            SELECT 'callback ' || c.Id FROM Callbacks c
            WHERE (c.State = {Waiting}) <> (c.Waiting > 0)
                OR c.Waiting <> (SELECT COUNT(*) FROM CallbackMessages m WHERE m.CallbackId = c.Id AND m.State = {Waiting})
            """),
        ("the end of a change is told once, where its beginning is",
            $"""
            SELECT 'callback ' || c.Id FROM Callbacks c JOIN StatusChanges s ON s.Id = c.StatusChangeId
            WHERE (SELECT COUNT(*) FROM CallbackMessages m WHERE m.CallbackId = c.Id)
                <> CASE WHEN s.EndedAt IS NULL THEN 1 ELSE 2 END
            """),
    ];
}
