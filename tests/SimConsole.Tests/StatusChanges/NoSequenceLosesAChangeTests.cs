using CsCheck;
using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

/// <summary>
/// Whatever is asked, whatever fails and whoever dies in whatever order: once all is quiet, no Sim is scheduled, its changes explain its
/// status, and the network does what the status says; where it refuses a Sim that may connect, that was found, and waits for a person. A failure prints its
/// sequence and the seed that repeats it.
/// </summary>
public sealed class NoSequenceLosesAChangeTests
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(11), TimeSpan.FromDays(93)];
    private static readonly string[] FleetNames = ["first", "second"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private enum Act
    {
        Ask,
        Move,
        Work,
        Wait,
        AnswersLost,
        Refused,
        Outage,
        DiesBeforeAsking,
        DiesAfterAsking,
        Stalls,
        StalledOneGoesOn,
        ReadySweep,
    }

    [Fact]
    public async Task No_sequence_loses_a_change()
    {
        var step = Gen.Select(
            Gen.Frequency((6, Gen.Const(Act.Ask)), (2, Gen.Const(Act.Move)), (4, Gen.Const(Act.Work)), (4, Gen.Const(Act.Wait)), (8, Gen.Enum<Act>())),
            Gen.Int[0, 2],
            Gen.Int[0, 3]);
        TestConsole? console = null;
        try
        {
            await step.Array[1, 30].SampleAsync(
                async steps =>
                {
                    console ??= await StartAsync();
                    try
                    {
                        await new Sequence(console).RunAsync(steps);
                    }
                    catch
                    {
                        // What a broken sequence leaves behind must not touch the next one, or nothing would shrink.
                        await console.DisposeAsync();
                        console = null;
                        throw;
                    }
                },
                iter: 250,
                threads: 1,
                print: steps => string.Join(", ", steps.Select(s => $"{s.Item1}({s.Item2},{s.Item3})")));
        }
        finally
        {
            await (console?.DisposeAsync() ?? default);
        }
    }

    private static async Task<TestConsole> StartAsync()
    {
        var console = await TestConsole.StartAsync();
        foreach (var name in FleetNames)
        {
            await console.AddFleetAsync(name);
        }

        return console;
    }

    private sealed class Sequence(TestConsole console)
    {
        private readonly List<SimRow> _sims = [];
        private readonly Queue<Claimed<ClaimedChange>> _stalled = new();
        private int _accepted;

        public async Task RunAsync((Act Act, int Sim, int Choice)[] steps)
        {
            Fleet fleet = (await console.Fleets.FindAsync(FleetNames[0], FleetScope.All, Token))!;
            _sims.AddRange([await console.AddSimAsync(SimStatus.New, fleet), await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Inactive, fleet)]);
            foreach (var (act, sim, choice) in steps)
            {
                await TakeAsync(act, _sims[sim], choice);
                await CheckInvariantAsync();
            }

            await QuietenAsync();
            await CheckEndAsync();
        }

        private Task TakeAsync(Act act, SimRow sim, int choice) => act switch
        {
            Act.Ask => UpdateAsync(sim, new SimUpdate { Status = SimLifecycle.Requestable[choice % 3] }),
            Act.Move => UpdateAsync(sim, new SimUpdate { Fleet = FleetNames[choice % 2] }),
            Act.Work => console.WorkAsync(),
            Act.Wait => Task.Run(() => console.Time.Advance(Waits[choice])),
            Act.ReadySweep => console.Get<StatusChangeService>().ActivateReadyAsync(Token),
            Act.Stalls => StallAsync(),
            Act.StalledOneGoesOn => GoOnAsync(),
            _ => WorkBadlyAsync(act, choice),
        };

        private async Task UpdateAsync(SimRow sim, SimUpdate update)
        {
            var result = await console.Sims.UpdateAsync(sim.Sid, update, TestConsole.Someone, Token);
            _accepted += result.Value?.Scheduled == true ? 1 : 0;
        }

        private async Task WorkBadlyAsync(Act act, int choice)
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var (worker, authority) = TestAuthority.In(console);
            authority.Script = async (batch, network, token) =>
            {
                if (act is Act.AnswersLost or Act.DiesAfterAsking)
                {
                    await network.ApplyAsync(batch, token);
                }

                if (act is Act.DiesBeforeAsking or Act.DiesAfterAsking)
                {
                    await life.CancelAsync();
                    life.Token.ThrowIfCancellationRequested();
                }

                return act is Act.Refused
                    ? [.. batch.Orders.Select((o, i) => i <= choice ? (AuthorityAnswer)new AuthorityAnswer.Refused("No.") : new AuthorityAnswer.TryAgain("Busy."))]
                    : throw new IOException("No answer.");
            };
            try
            {
                await worker.WorkOnceAsync(StatusChangePriority.Bulk, life.Token);
            }
            catch (OperationCanceledException) when (life.IsCancellationRequested)
            {
                // Dead: what it had taken stays taken until the lease runs out.
            }
        }

        private async Task StallAsync()
        {
            if (await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token) is { } batch)
            {
                _stalled.Enqueue(batch);
            }
        }

        /// <summary>A worker that stalled after it took its batch asks the network now, however late, and writes what it heard.</summary>
        private async Task GoOnAsync()
        {
            if (!_stalled.TryDequeue(out var batch))
            {
                return;
            }

            var orders = batch.Rows.Select(c => new AuthorityOrder(c.Iccid, c.Imsi, c.Kind == StatusChangeKind.Reconcile ? c.SimStatus : c.ToStatus, c.Attempts));
            var answers = await console.Network.ApplyAsync(new AuthorityBatch(batch.ClaimedAt, [.. orders]), Token);
            var verdicts = batch.Rows.Zip(answers, (change, answer) => new ChangeVerdict(change, answer is AuthorityAnswer.Applied applied
                ? new ChangeOutcome.Completed(applied.Confirmation, applied.At)
                : new ChangeOutcome.TryAgain("Late.", default)));
            await console.Get<StatusChangeService>().EndAsync(batch, [.. verdicts], Token);
        }

        /// <summary>Nothing fails any more, nobody dies, and time goes by.</summary>
        private async Task QuietenAsync()
        {
            while (_stalled.Count > 0)
            {
                await GoOnAsync();
            }

            for (var i = 0; i < 3; i++)
            {
                await console.WorkAsync();
                console.Time.Advance(TimeSpan.FromMinutes(11));
            }

            await console.WorkAsync();
            console.Time.Advance(TimeSpan.FromSeconds(1));
            await console.Get<DriftService>().CompareAsync(null, null, TestConsole.Someone, Token);
            await console.Get<ReconcileWorker>().WorkOnceAsync(Token);
            Assert.Equal(new OpenChanges(0, 0, 0), await console.Get<StatusChangeReader>().OpenAsync(FleetScope.All, Token));
            foreach (var refused in (await console.Get<DriftReader>().ListAsync(100, FleetScope.All, Token)).Where(d => d.State == DriftState.Waiting && _sims.Any(s => s.Iccid == d.Iccid)))
            {
                Assert.Equal(DriftKind.Disabled, refused.Kind);
                Assert.Null(await console.Get<DriftService>().SwitchOnAsync(refused.Id, TestConsole.Someone, Token));
            }

            await console.WorkAsync();
        }

        private async Task CheckInvariantAsync()
        {
            await using var db = console.OpenDb();
            var broken = await db.Sims.CountAsync(s => (s.Status == SimStatus.Scheduled)
                != db.StatusChanges.Any(c => c.SimId == s.Id && c.Kind == StatusChangeKind.Requested && c.EndedAt == null), Token);
            Assert.Equal(0, broken);
        }

        private async Task CheckEndAsync()
        {
            var requests = 0;
            foreach (var sim in _sims)
            {
                var status = sim.Status;
                foreach (var change in await console.ChangesAsync(sim.Id))
                {
                    Assert.NotNull(change.EndedAt);
                    requests += change.Kind == StatusChangeKind.Requested ? 1 : 0;
                    if (change.Kind != StatusChangeKind.Reconcile)
                    {
                        Assert.Equal(status, change.FromStatus);
                        status = change.State == StatusChangeState.Completed ? change.ToStatus : status;
                    }
                }

                var after = await console.RowAsync(sim);
                Assert.Equal((status, null), (after.Status, after.TargetStatus));
                Assert.Equal(status.MayConnect(), await console.MayAttachAsync(sim));
                await using var db = console.OpenDb();
                var moved = await db.SimEvents.Where(e => e.SimId == sim.Id && e.Kind == SimEventKind.MovedToFleet).OrderByDescending(e => e.Id).Select(e => e.NewValue).FirstOrDefaultAsync(Token);
                Assert.Equal(moved ?? FleetNames[0], after.FleetName);
            }

            Assert.Equal(_accepted, requests);
        }
    }
}
