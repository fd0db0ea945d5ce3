using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Simulation;

/// <summary>What may happen.</summary>
public sealed partial class Simulation
{
    private const int MostUnderWay = 3;
    private const int MostStatements = 10;

    private static readonly string[] FleetNames = ["north", "south"];
    private static readonly Caller Someone = new(new Actor("someone", OrderSource.Console), PermissionSets.All, "The role Administrator", DateTimeOffset.MaxValue);

    private static readonly TimeSpan[] ClockSteps = [TimeSpan.FromHours(1), TimeSpan.FromDays(40), TimeSpan.FromHours(-1), TimeSpan.FromDays(-40)];

    private readonly List<(string Name, int Weight, Action Do)> _acts;
    private int _killing;
    private int _interrupting;
    private bool _inside;

    /// <summary>Each seed has some of what may happen often, and some of it not at all: what always happens together hides what would happen alone.</summary>
    private List<(string, int, Action)> Acts()
    {
        (_killing, _interrupting, Hlr.Locks) = (Random.Next(3) * 3, Random.Next(3) * 12, Random.Next(3) == 0 ? 3 : 0);
        (string Name, int Weight, Action Do)[] people =
        [
            ("order", 12, () => Ask("order", OrderAsync)), ("move", 4, () => Ask("move", MoveAsync)),
            ("bulk", 5, () => Ask("order a bulk change", BulkAsync)), ("steer", 4, () => Ask("steer a bulk change", SteerAsync)),
            ("undo", 4, () => Ask("undo a bulk change", UndoAsync)), ("withdraw", 4, () => Ask("take a change back", WithdrawAsync)), ("report", 5, () => Ask("report a loss", ReportAsync)),
            ("release", 3, () => Ask("release", ReleaseAsync)), ("order again", 1, () => Ask("order a report again", OrderAgainAsync)),
            ("switch on", 2, () => Ask("switch on", SwitchOnAsync)), ("compare", 2, () => Ask("ask for a comparison", CompareAsync)),
        ];
        (string Name, int Weight, Action Do)[] workers =
        [
            ("work", 14, () => Work(StatusChangePriority.Bulk)), ("urgent", 4, () => Work(StatusChangePriority.LossReport)), ("reconcile", 3, Reconcile),
            ("schedule", 4, () => Ask("schedule", ScheduleAsync)), ("keep", 1, () => Ask("keep", KeepAsync)), ("call", 5, () => Ask("call", CallAsync)),
            ("sweep", 1, () => Ask("sweep", SweepAsync)), ("beat", 4, () => Wait(1)), ("check", 1, Check), ("stop over orders", 3, StopOverOrders),
            ("stand still over orders", 2, StandStillOverOrders), ("change one's mind", 2, ChangeMind),
        ];
        (string Name, int Weight, Action Do)[] world =
        [
            ("rounds", 12, SomeRounds), ("quiet", 8, () => Quiet(null)), ("stop", 2, () => Tell("the HLR is stopped", () => Hlr.Stopped = true)),
            ("go on", 3, () => Tell("the HLR goes on", () => Hlr.Stopped = false)), ("kill the HLR", 1, KillHlr), ("start the HLR", 4, StartHlr),
            ("copy", 1, () => Tell("the HLR is backed up", Hlr.Copy)), ("cut", 1, () => Tell("the network is cut", () => Hlr.Cut = true)),
            ("heal", 4, () => Tell("the network is whole", () => Hlr.Cut = false)), ("second", 8, Second), ("wait", 4, () => Wait(Random.Next(2, 45))),
            ("wait long", 1, () => Wait(11 * 60)), ("set a clock", 1, SetClock), ("kill", 1, KillOne), ("start", 5, StartOne), ("stall", 1, StallOne),
            ("wake", 3, WakeOne), ("full", 1, () => Tell("the disk is full", () => DiskIsFull = true)),
            ("free", 5, () => Tell("the disk has room", () => DiskIsFull = false)),
        ];
        int[] often = [0, 1, 1, 3];
        return [.. people.Concat(workers).Concat(world)
            .Select(act => (act.Name, Weight: act.Weight * often[Random.Next(often.Length)], act.Do)).Where(act => act.Weight > 0)];
    }

    private Action Next()
    {
        var at = Random.Next(_acts.Sum(act => act.Weight));
        return _acts.First(act => (at -= act.Weight) < 0).Do;
    }

    private void Tell(string what, Action happens)
    {
        Note(what);
        happens();
    }

    private SimulatedProcess? Any(IEnumerable<SimulatedProcess> processes) =>
        processes.ToArray() is { Length: > 0 } some ? some[Random.Next(some.Length)] : null;

    private SimulatedSim AnySim() => _sims[Random.Next(_sims.Count)];

    private long[] SomeSims() => [.. _sims.Where(_ => Random.Next(2) == 0).Append(AnySim()).Select(s => s.Id).Distinct()];

    /// <summary>One of what a query finds, or null where it finds nothing.</summary>
    private string? AnyOf(string sql) => _database.Read(sql, row => row.GetString(0)) is { Count: > 0 } found ? found[Random.Next(found.Count)] : null;

    /// <summary>Somebody asks one of the processes for something that it does without the HLR.</summary>
    private void Ask(string name, Func<SimulatedProcess, Task> act)
    {
        if (Any(Acting) is { } process)
        {
            Do(process, name, asksHlr: false, act);
        }
    }

    private void Do(SimulatedProcess process, string name, bool asksHlr, Func<SimulatedProcess, Task> act)
    {
        Note($"{process}: {name}");
        if (!_inside && Random.Next(100) < _killing)
        {
            process.LightFuse(Random.Next(90));
        }

        if (!_inside && Random.Next(100) < _interrupting && Acting.FirstOrDefault(p => p != process) is { } other)
        {
            process.InterruptAfter(Random.Next(MostStatements), () => Meanwhile(process, other));
        }

        var operation = process.Begin(name, asksHlr, act);
        if (operation.Task.IsCompleted)
        {
            Judge(process, operation);
        }
    }

    /// <summary>Between two statements of one process the other one does something as a whole.</summary>
    private void Meanwhile(SimulatedProcess process, SimulatedProcess other)
    {
        if (other.IsDead || other.IsStalled || _inside)
        {
            return;
        }

        _inside = true;
        Note($"meanwhile, in {process}:");
        (string Name, bool AsksHlr, Func<SimulatedProcess, Task> Do)[] acts =
        [
            ("order", false, OrderAsync), ("move", false, MoveAsync), ("report a loss", false, ReportAsync), ("report a loss", false, ReportAsync),
            ("report a loss", false, ReportAsync), ("release", false, ReleaseAsync), ("order a bulk change", false, BulkAsync),
            ("steer a bulk change", false, SteerAsync), ("schedule", false, ScheduleAsync), ("keep", false, KeepAsync), ("take a change back", false, WithdrawAsync),
            ("work", true, p => p.Get<StatusChangeWorker>().WorkOnceAsync(StatusChangePriority.Bulk, CancellationToken.None)),
            ("work", true, p => p.Get<StatusChangeWorker>().WorkOnceAsync(StatusChangePriority.Bulk, CancellationToken.None)),
        ];
        var act = acts[Random.Next(acts.Length)];
        if (!act.AsksHlr || !other.IsConnecting && other.UnderWay.Count < MostUnderWay)
        {
            Do(other, act.Name, act.AsksHlr, act.Do);
            Quiet(other);
        }

        _inside = false;
    }

    private async Task OrderAsync(SimulatedProcess process)
    {
        var update = new SimUpdate { Status = SimLifecycle.Requestable[Random.Next(3)], Callback = Callback() };
        await process.Get<SimService>().UpdateAsync(AnySim().Name, update, Someone, CancellationToken.None);
    }

    private async Task MoveAsync(SimulatedProcess process)
    {
        var update = new SimUpdate { Fleet = FleetNames[Random.Next(2)], Status = Random.Next(3) == 0 ? SimStatus.Active : null, Callback = Callback() };
        await process.Get<SimService>().UpdateAsync(AnySim().Name, update, Someone, CancellationToken.None);
    }

    private CallbackRequest? Callback() =>
        Random.Next(2) == 0 ? CallbackRequest.Of($"https://{FleetNames[Random.Next(2)]}.example/", CallMethod.Post).Value : null;

    private async Task BulkAsync(SimulatedProcess process)
    {
        var service = process.Get<BulkChangeService>();
        var kind = (BulkChangeKind)Random.Next(3);
        var key = $"key-{Random.Next(12)}";
        var order = new BulkOrder(kind, new SimSelection.Chosen(SomeSims()), FleetNames[Random.Next(2)], null, key, key);
        var preview = await service.PreviewAsync(order, Someone, null, CancellationToken.None);
        if (preview.Value is { } bulk && Random.Next(6) > 0)
        {
            await service.CommitAsync(bulk.Sid, Someone, CancellationToken.None);
        }
    }

    private async Task SteerAsync(SimulatedProcess process)
    {
        if (AnyOf("SELECT Sid FROM BulkChanges WHERE State IN (1, 2, 3) ORDER BY Id") is not { } sid)
        {
            return;
        }

        var service = process.Get<BulkChangeService>();
        await (Random.Next(4) switch
        {
            0 => service.PauseAsync(sid, Someone, CancellationToken.None),
            1 => service.ResumeAsync(sid, Someone, CancellationToken.None),
            2 => service.CancelAsync(sid, Someone, CancellationToken.None),
            _ => service.CommitAsync(sid, Someone, CancellationToken.None),
        });
    }

    private async Task WithdrawAsync(SimulatedProcess process)
    {
        if (AnyOf("SELECT CAST(Id AS TEXT) FROM StatusChanges WHERE EndedAt IS NULL ORDER BY Id") is { } id)
        {
            var change = new StatusChange { Id = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), RequestedBy = "" };
            await process.Get<WithdrawalService>().WithdrawAsync(change.Sid, Someone, CancellationToken.None);
        }
    }

    private async Task UndoAsync(SimulatedProcess process)
    {
        var service = process.Get<BulkChangeService>();
        if (AnyOf("SELECT Sid FROM BulkChanges WHERE State IN (4, 5) AND Kind <> 3 ORDER BY Id") is { } sid
            && (await service.PreviewUndoAsync(sid, Someone, null, CancellationToken.None)).Value is { } undo)
        {
            await service.CommitAsync(undo.Sid, Someone, CancellationToken.None);
        }
    }

    private async Task ReportAsync(SimulatedProcess process)
    {
        var ids = SomeSims();
        var order = new LossOrder(ids, LossKind.Stolen, IdempotencyKey: $"{string.Join('-', ids)} {Random.Next(3)}");
        if ((await process.Get<LossReportService>().ReportAsync(order, Someone, CancellationToken.None)).Value is { } report)
        {
            _invariants.Reported(report.Id, ids);
        }
    }

    private async Task ReleaseAsync(SimulatedProcess process)
    {
        if (AnyOf("SELECT Sid FROM LossReports ORDER BY Id") is { } sid)
        {
            long[]? ids = Random.Next(2) == 0 ? null : [AnySim().Id];
            _invariants.MayBeReleased(ids);
            await process.Get<LossReportService>().ReleaseAsync(sid, ids, "found", Someone, CancellationToken.None);
        }
    }

    private async Task OrderAgainAsync(SimulatedProcess process)
    {
        if (AnyOf("SELECT Sid FROM LossReports ORDER BY Id") is { } sid)
        {
            await process.Get<LossReportService>().OrderAgainAsync(sid, Someone, CancellationToken.None);
        }
    }

    private async Task SwitchOnAsync(SimulatedProcess process)
    {
        if (AnyOf("SELECT CAST(Id AS TEXT) FROM Drifts WHERE EndedAt IS NULL AND ChangeId IS NULL ORDER BY Id") is { } id)
        {
            await process.Get<DriftService>().SwitchOnAsync(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), Someone, CancellationToken.None);
        }
    }

    private static Task CompareAsync(SimulatedProcess process) => process.Get<DriftService>().CompareAsync(null, null, Someone, CancellationToken.None);

    private static Task KeepAsync(SimulatedProcess process) => process.Get<LossReportService>().KeepAsync(CancellationToken.None);

    private static Task SweepAsync(SimulatedProcess process) => process.Get<StatusChangeService>().ActivateReadyAsync(CancellationToken.None);

    private static async Task ScheduleAsync(SimulatedProcess process)
    {
        await process.Get<BulkChangeScheduler>().DiscardAbandonedAsync(CancellationToken.None);
        await process.Get<BulkChangeScheduler>().RunOnceAsync(CancellationToken.None);
    }

    private static async Task BeatAsync(SimulatedProcess process)
    {
        await process.Get<Heartbeat>().RoundAsync(CancellationToken.None);
        await process.IntroduceAsync();
    }

    private void Beat()
    {
        foreach (var process in Acting.ToList())
        {
            Do(process, "beat", asksHlr: false, BeatAsync);
        }
    }

    private void Work(StatusChangePriority lowest)
    {
        if (Any(Acting.Where(CanAskHlr)) is { } process)
        {
            Work(process, lowest);
        }
    }

    private void Work(SimulatedProcess process, StatusChangePriority lowest)
    {
        if (!process.IsDead && CanAskHlr(process))
        {
            Do(process, $"work down to {lowest}", asksHlr: true, p => p.Get<StatusChangeWorker>().WorkOnceAsync(lowest, CancellationToken.None));
        }
    }

    /// <summary>
    /// What has broken the first promise before: the HLR stands still over orders to on until its connection is given up; some of those Sims are reported
    /// stolen, and it goes on.
    /// </summary>
    private void StopOverOrders()
    {
        if (!Hlr.Runs || Any(Acting.Where(CanAskHlr)) is not { } first)
        {
            return;
        }

        // Another process that has a connection already has nothing else to wait for.
        Acting.ToList().ForEach(Check);
        Quiet(null);
        SwitchAllOn(first);
        Work(first, StatusChangePriority.Bulk);
        SomeRounds();
        Tell("the HLR is stopped", () => Hlr.Stopped = true);
        Hlr.Arrive(Random.Next(40));
        Looks();
        Wait(Random.Next(4, 12));
        Looks();
        Ask("report a loss", ReportAsync);
        for (var worked = 0; worked < 2 && Any(Acting.Where(CanAskHlr)) is { } next; worked++)
        {
            Work(next, Random.Next(2) == 0 ? StatusChangePriority.LossReport : StatusChangePriority.Bulk);
            Looks();
        }

        Tell("the HLR goes on", () => Hlr.Stopped = false);
    }

    /// <summary>
    /// Another way to break it: a process stands still before it has sent orders to on; others take them over, some of those Sims are reported stolen and are
    /// taken off, and it goes on.
    /// </summary>
    private void StandStillOverOrders()
    {
        if (!Hlr.Runs || Acting.Count() < 2 || Any(Acting.Where(CanAskHlr)) is not { } first)
        {
            return;
        }

        Quiet(null);
        SwitchAllOn(first);
        if (Random.Next(2) == 0)
        {
            // It makes sure of its connection before it sends them.
            KillHlr();
            Looks();
            StartHlr();
        }

        Work(first, StatusChangePriority.Bulk);
        SomeRounds();
        Note($"{first} stands still");
        first.IsStalled = true;
        Looks();
        Wait(Random.Next(2, 10));
        Looks();
        Ask("report a loss", ReportAsync);
        for (var seconds = Random.Next(5); seconds > 0; seconds--)
        {
            Second();
            Looks();
        }

        if (!first.IsDead && first.IsStalled)
        {
            Wake(first);
        }
    }

    private void SwitchAllOn(SimulatedProcess process) => Do(process, "switch all on", asksHlr: false, async p =>
    {
        var order = new BulkOrder(BulkChangeKind.Activate, new SimSelection.Chosen([.. _sims.Select(s => s.Id)]));
        if ((await p.Get<BulkChangeService>().PreviewAsync(order, Someone, null, CancellationToken.None)).Value is { } bulk)
        {
            await p.Get<BulkChangeService>().CommitAsync(bulk.Sid, Someone, CancellationToken.None);
        }
    });

    private void Check()
    {
        if (Any(Acting) is { } process)
        {
            Check(process);
        }
    }

    /// <summary>Somebody looks at a page that says whether the HLR answers.</summary>
    private void Check(SimulatedProcess process)
    {
        if (!process.IsDead && CanAskHlr(process))
        {
            Do(process, "check", asksHlr: true, p => p.Get<INetworkAuthority>().CheckAsync(CancellationToken.None));
        }
    }

    /// <summary>A bulk change comes to its end, somebody changes some of its Sims there and back, and it is undone.</summary>
    private void ChangeMind()
    {
        Ask("order a bulk change", BulkAsync);
        Second();
        Looks();
        var status = Random.Next(2) == 0 ? SimStatus.Active : SimStatus.Inactive;
        foreach (var sim in _sims.Where(_ => Random.Next(3) == 0).ToList())
        {
            foreach (var next in new[] { status, status == SimStatus.Active ? SimStatus.Inactive : SimStatus.Active })
            {
                Ask("order", p => p.Get<SimService>().UpdateAsync(sim.Name, new SimUpdate { Status = next }, Someone, CancellationToken.None));
                Second();
                Looks();
            }
        }

        Ask("undo a bulk change", UndoAsync);
        Second();
    }

    private void Reconcile()
    {
        if (Any(Acting.Where(p => CanAskHlr(p) && !p.UnderWay.Exists(o => o.Name == "reconcile"))) is { } process)
        {
            Do(process, "reconcile", asksHlr: true, p => p.Get<ReconcileWorker>().WorkOnceAsync(CancellationToken.None));
        }
    }

    private static bool CanAskHlr(SimulatedProcess process) => !process.IsConnecting && process.UnderWay.Count < MostUnderWay;

    /// <summary>Delivers what is due to receivers that are not always there, or whose answers are lost.</summary>
    private async Task CallAsync(SimulatedProcess process)
    {
        var (queue, recorder) = (process.Get<CallbackQueue>(), process.Get<CallbackRecorder>());
        await queue.RecallAsync(CancellationToken.None);
        foreach (var host in await queue.DueHostsAsync(CancellationToken.None))
        {
            foreach (var claimed in await queue.ClaimAsync(host, 4, CancellationToken.None))
            {
                if (!queue.MaySend(claimed))
                {
                    queue.Abandon(claimed);
                    continue;
                }

                var (heard, answered) = Quieted ? (true, true) : (Random.Next(4) > 0, Random.Next(4) > 0);
                if (heard)
                {
                    Note($"{process} tells {claimed.Fields.Status} of callback {claimed.Id}, message {claimed.Number}");
                    _invariants.Heard(claimed.Id, claimed.Number);
                }

                await recorder.Add(claimed, new Delivery
                {
                    CallbackId = claimed.Id,
                    Number = claimed.Number,
                    At = process.Clock.Now(),
                    SentUrl = claimed.Url,
                    SentBody = "",
                    Signature = "",
                    WebhookSignature = "",
                    StatusCode = heard && answered ? 204 : null,
                });
            }
        }
    }
}
