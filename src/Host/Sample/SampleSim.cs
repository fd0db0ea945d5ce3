using System.Globalization;
using SimConsole.Data;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Host.Sample;

/// <summary>One Sim of the sample with all that happened to it, and what the simulated network therefore knows of it.</summary>
internal sealed record SampleSim(Sim Sim, SimEvent Registered, IReadOnlyList<StatusChange> Changes, SimulatedSubscriber? Subscriber);

/// <summary>
/// Makes up Sims one after the other: the same count at the same time gives the same Sims. The numbers are of test ranges: IMSIs of
/// network 001-01 (ITU-T E.212, annex A), MSISDNs under +883 5 1, which is assigned to no telephone operator.
/// </summary>
internal sealed class SampleSims(int count, DateTimeOffset now, TimeSpan deadline, IReadOnlyList<long> fleetIds)
{
    /// <summary>The time over which the changes of the scheduled Sims fall due.</summary>
    public static readonly TimeSpan ScheduledWithin = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan OldestAge = TimeSpan.FromDays(730);
    private static readonly TimeSpan YoungestAge = TimeSpan.FromDays(1);

    // In one of the Fleets no change is under way, so that it shows only what a person does to it.
    private const int FleetWithoutPlans = 1;

    // Younger than the age at which the network makes a ready Sim active by itself.
    private static readonly TimeSpan ReadyFor = TimeSpan.FromDays(80);

    private static readonly string[] NamePrefixes = ["reefer-", "meter-b-", "meter-h-", "truck-"];
    private static readonly string[] ActivationReasons = ["Installed", "Delivered to the customer", "Back in service"];
    private static readonly string[] DeactivationReasons = ["Device returned", "Out of season", "Contract ended"];
    private static readonly string[] People = ["m.keller", "s.okafor", "operations", "provisioning"];

    private readonly Random _random = new(20260301);
    private long _nextChangeId = 1;

    public SampleSim Next(int number)
    {
        var status = number < SimStatuses.All.Count ? SimStatuses.All[number] : _random.Next(100) switch
        {
            < 6 => SimStatus.New,
            < 14 => SimStatus.Ready,
            < 76 => SimStatus.Active,
            < 95 => SimStatus.Inactive,
            _ => number % fleetIds.Count == FleetWithoutPlans ? SimStatus.Active : SimStatus.Scheduled,
        };
        var id = number + 1L;
        var created = (now - OldestAge + (OldestAge - YoungestAge) * (number / (double)count)).Milliseconds();
        var history = new History(id, created, this);
        history.Reach(status, _random);
        var digits = $"8988307009{number:D9}";
        var sim = new Sim
        {
            Id = id,
            Sid = NewSid(),
            Iccid = digits + Iccid.CheckDigit(digits),
            Imsi = $"001019{number:D9}",
            Msisdn = $"883519{number:D8}",
            UniqueName = number % 5 == 4 ? null : NamePrefixes[number % NamePrefixes.Length] + number.ToString("D7", CultureInfo.InvariantCulture),
            FleetId = status == SimStatus.New && number % 2 == 0 ? null : fleetIds[number % fleetIds.Count],
            Status = status,
            TargetStatus = status == SimStatus.Scheduled ? history.Changes[^1].ToStatus : null,
            StatusChangedAt = history.LastChangeAt,
            ReadySince = status == SimStatus.Ready ? history.LastChangeAt : null,
            CreatedAt = created,
            UpdatedAt = history.LastChangeAt,
            Version = history.Version,
        };
        var ordered = history.Changes.LastOrDefault(c => c.EndedAt is not null);
        return new SampleSim(
            sim,
            new SimEvent { Id = id, SimId = id, At = created, Kind = SimEventKind.Registered, Actor = People[3] },
            history.Changes,
            ordered is null ? null : new SimulatedSubscriber { Iccid = sim.Iccid, Imsi = sim.Imsi, MayAttach = ordered.ToStatus.MayConnect(), OrderedAt = ordered.QueuedAt });
    }

    private string NewSid()
    {
        Span<byte> bytes = stackalloc byte[(Sid.Length - 2) / 2];
        _random.NextBytes(bytes);
        return Sim.SidPrefix + Convert.ToHexStringLower(bytes);
    }

    private static string Pick(string[] texts, Random random) => texts[random.Next(texts.Length)];

    /// <summary>The changes that brought one Sim from new to where it is.</summary>
    private sealed class History(long simId, DateTimeOffset created, SampleSims sample)
    {
        private readonly DateTimeOffset _created = created;
        private SimStatus _status = SimStatus.New;

        public List<StatusChange> Changes { get; } = [];

        public DateTimeOffset LastChangeAt { get; private set; } = created;

        public long Version { get; private set; } = 1;

        public void Reach(SimStatus status, Random random)
        {
            switch (status)
            {
                case SimStatus.Ready:
                    var age = sample.Age(_created);
                    var since = TimeSpan.FromTicks(Math.Min(age.Ticks, ReadyFor.Ticks)) * (0.05 + 0.9 * random.NextDouble());
                    Add(SimStatus.Ready, sample.Now - since, "To be tested", random);
                    break;
                case SimStatus.Active:
                    Add(SimStatus.Active, At(0.01 + 0.3 * random.NextDouble()), Pick(ActivationReasons, random), random);
                    break;
                case SimStatus.Inactive:
                    Reach(SimStatus.Active, random);
                    Add(SimStatus.Inactive, At(0.4 + 0.5 * random.NextDouble()), Pick(DeactivationReasons, random), random);
                    break;
                case SimStatus.Scheduled:
                    Reach((simId % 3) switch { 0 => SimStatus.New, 1 => SimStatus.Active, _ => SimStatus.Inactive }, random);
                    Open(_status == SimStatus.Active ? SimStatus.Inactive : SimStatus.Active, random);
                    break;
            }
        }

        private DateTimeOffset At(double share) => _created + sample.Age(_created) * share;

        private void Add(SimStatus to, DateTimeOffset at, string reason, Random random)
        {
            var queued = at.Milliseconds();
            var ended = (queued + TimeSpan.FromSeconds(2 + 3 * random.NextDouble())).Milliseconds();
            Changes.Add(new StatusChange
            {
                Id = sample._nextChangeId++,
                SimId = simId,
                FromStatus = _status,
                ToStatus = to,
                RequestedBy = Pick(People, random),
                Source = OrderSource.Console,
                Reason = reason,
                State = StatusChangeState.Completed,
                QueuedAt = queued,
                DueAt = ended,
                Attempts = 1,
                EndedAt = ended,
                Confirmation = to.MayConnect() ? "Simulated network: attach attempts are accepted." : "Simulated network: attach attempts are refused (cause 7).",
                ConfirmedAt = ended,
            });
            (_status, LastChangeAt) = (to, ended);
            Version += 2;
        }

        private void Open(SimStatus to, Random random)
        {
            var queued = (sample.Now - TimeSpan.FromSeconds(120 * random.NextDouble())).Milliseconds();
            var due = (sample.Now + TimeSpan.FromSeconds(20) + (ScheduledWithin - TimeSpan.FromSeconds(20)) * random.NextDouble()).Milliseconds();
            Changes.Add(new StatusChange
            {
                Id = sample._nextChangeId++,
                SimId = simId,
                FromStatus = _status,
                ToStatus = to,
                Priority = StatusChangePriority.Bulk,
                RequestedBy = Pick(People, random),
                Source = OrderSource.Console,
                Reason = "Planned",
                QueuedAt = queued,
                DueAt = due,
                SecondsLeft = DueRow.SecondsOf(sample.Deadline),
            });
            LastChangeAt = queued;
            Version++;
        }
    }

    private DateTimeOffset Now => now;

    private TimeSpan Deadline => deadline;

    private TimeSpan Age(DateTimeOffset created) => now - created;
}
