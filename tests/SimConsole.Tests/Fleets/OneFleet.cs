using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.PlannedChanges;
using SimConsole.Reconciliation;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Usage;

namespace SimConsole.Tests.Fleets;

/// <summary>A Fleet with a row of everything that can hang on one: whoever is limited to another Fleet must learn nothing of any of them.</summary>
/// <param name="Name">Its unique name, which is in the names of its Sims as well.</param>
/// <param name="Words">What tells of it: SIDs, names, numbers and addresses. Each is in no other Fleet.</param>
/// <param name="Megabytes">What its Sims have used.</param>
internal sealed record OneFleet(Fleet Fleet, string Name, IReadOnlyList<Sim> Sims, string BulkChange, string PlannedChange, string LossReport, long DriftId, IReadOnlyList<string> Words, long Megabytes)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a program or a person with this limit is limited to.</summary>
    public FleetScope Scope => FleetScope.Of([Fleet.Id]);

    /// <param name="number">From 1 to 9: it is in all numbers.</param>
    /// <param name="orderedIn">What whoever ordered its bulk change and its loss report was limited to; null for this Fleet.</param>
    public static async Task<OneFleet> AddAsync(SimConsoleDb db, string name, int number, DateTimeOffset now, FleetScope? orderedIn = null)
    {
        var profile = await db.NetworkAccessProfiles.FirstAsync(p => p.UniqueName == NetworkAccessProfile.DefaultName, Token);
        var fleet = new Fleet { UniqueName = name, NetworkAccessProfile = profile, CreatedAt = now, UpdatedAt = now };
        db.Add(fleet);
        await db.SaveChangesAsync(Token);
        var scope = orderedIn ?? FleetScope.Of([fleet.Id]);
        var report = new LossReport { Kind = LossKind.Stolen, Reference = $"{name}-reference", ReportedBy = $"{name}-owner", ReportedAt = now, Scope = scope };
        var bulk = new BulkChange
        {
            Kind = BulkChangeKind.Deactivate,
            State = BulkChangeState.Running,
            Selection = $"{name}-selection",
            RequestedBy = $"{name}-owner",
            CreatedAt = now,
            CommittedAt = now,
            Selected = 1,
            Eligible = 1,
            Scope = scope,
        };
        var plan = new PlannedChange
        {
            Kind = BulkChangeKind.Deactivate,
            Selection = $"{name}-selection",
            WhereFleet = fleet.Sid,
            Reason = $"{name}-reason",
            RequestedBy = $"{name}-owner",
            At = "2030-12-24T08:00",
            Zone = "Europe/Berlin",
            NextAt = now.AddYears(4),
            CreatedAt = now,
            Scope = scope,
        };
        db.AddRange(report, bulk, plan);
        await db.SaveChangesAsync(Token);

        Sim[] sims =
        [
            .. new[] { SimStatus.Active, SimStatus.Inactive, SimStatus.Ready, SimStatus.Inactive }.Select((status, i) => new Sim
            {
                Iccid = Iccids(number, i),
                Imsi = $"00101{number}00000000{i}",
                Msisdn = $"8835{number}00000{i}",
                UniqueName = $"{name}-sim-{i}",
                FleetId = fleet.Id,
                Status = status,
                HeldByReportId = i == 3 ? report.Id : null,
                ReadySince = status == SimStatus.Ready ? now : null,
                CreatedAt = now,
                UpdatedAt = now,
                StatusChangedAt = now,
            }),
        ];
        db.AddRange(sims);
        await db.SaveChangesAsync(Token);

        var (active, off, held) = (sims[0].Id, sims[1].Id, sims[3].Id);
        var (sms, ip) = (Received(active, CommandKind.Sms, Command.SmsSidPrefix), Received(active, CommandKind.Ip, Command.IpSidPrefix));
        var callback = new Callback { SimId = active, Url = $"https://{name}.invalid/", Host = $"{name}.invalid", CreatedAt = now, State = CallbackState.GivenUp, DueAt = now };
        callback.Messages.Add(new CallbackMessage { Number = 1, Fields = CallbackFields.Of(("SimSid", sims[0].Sid)), CreatedAt = now, State = CallbackState.GivenUp, SettledAt = now });
        var update = new SettingsUpdate { Sid = Sid.New(SettingsUpdate.SidPrefix), SimId = active, State = SettingsUpdateState.Successful, CreatedAt = now, UpdatedAt = now, DueAt = now, EndedAt = now, Confirmation = $"{name}-told" };
        var drift = new Drift { SimId = off, Iccid = sims[1].Iccid, Kind = DriftKind.Enabled, Decided = SimStatus.Inactive, Found = $"{name}-found", FoundAt = now };
        ReconcileRun[] runs = [new() { FleetId = fleet.Id, RequestedBy = $"{name}-owner", RequestedAt = now, DueAt = now, EndedAt = now }, new() { SimId = active, RequestedBy = $"{name}-owner", RequestedAt = now, DueAt = now, EndedAt = now }];
        var eSim = new ESimProfile { SimId = active, Eid = $"8904903200{number}000000000000000000000", Status = ESimProfileStatus.Available, RequestedBy = $"{name}-owner", CreatedAt = now, UpdatedAt = now };
        var failed = new StatusChange { SimId = off, FromStatus = SimStatus.Inactive, ToStatus = SimStatus.Active, RequestedBy = $"{name}-owner", Reason = $"{name}-reason", State = StatusChangeState.Failed, QueuedAt = now, DueAt = now, EndedAt = now, Failure = $"{name}-failure" };
        var occurrence = new PlannedOccurrence { PlannedChangeId = plan.Id, Local = "2029-12-24T08:00", DueAt = now, BeganAt = now, State = PlannedOccurrenceState.Ordered, BulkChangeSid = bulk.Sid };
        var (day, hour, bytes) = (UsageTime.DayOf(now), UsageTime.HourOf(now), number * 1_000_000L);
        db.AddRange(sms, ip, callback, update, drift, runs[0], runs[1], eSim, failed, occurrence);
        db.AddRange(
            new BulkChangeSim { BulkChangeId = bulk.Id, SimId = active, SeenSince = now, SeenFleetId = fleet.Id, SeenStatus = SimStatus.Active, ToStatus = SimStatus.Inactive },
            new LossReportSim { LossReportId = report.Id, SimId = held, SeenStatus = SimStatus.Inactive },
            new FleetEvent { FleetId = fleet.Id, At = now, Actor = $"{name}-owner" },
            new SimEvent { SimId = active, At = now, Kind = SimEventKind.Registered, Actor = $"{name}-owner" },
            new DataSession { SimId = active, FleetId = fleet.Id, NetworkId = 1, StartedAt = now.AddHours(-1), EndsAt = now.AddHours(1), Upload = bytes, Address = $"10.{number}.0.1" },
            new SimDayUsage { SimId = active, FleetId = fleet.Id, NetworkId = 1, Day = day, Upload = bytes },
            new DayUsage { FleetId = fleet.Id, NetworkId = 1, Day = day, Upload = bytes },
            new HourUsage { FleetId = fleet.Id, NetworkId = 1, Hour = hour, Upload = bytes });
        await db.SaveChangesAsync(Token);
        return new OneFleet(
            fleet,
            name,
            sims,
            bulk.Sid,
            plan.Sid,
            report.Sid,
            drift.Id,
            [
                name, fleet.Sid, bulk.Sid, plan.Sid, report.Sid, sms.Sid, ip.Sid, callback.Sid, update.Sid, eSim.Sid, eSim.Eid!, runs[0].Sid, runs[1].Sid, $"10.{number}.0.1",
                .. sims.SelectMany(sim => new[] { sim.Sid, sim.Iccid, sim.Imsi!, sim.Msisdn! }),
            ],
            number);

        Command Received(long sim, CommandKind kind, string prefix) => new()
        {
            Sid = Sid.New(prefix),
            Kind = kind,
            SimId = sim,
            Direction = CommandDirection.FromSim,
            Status = CommandStatus.Received,
            Payload = $"{name}-payload",
            RequestedBy = "the network",
            CreatedAt = now,
            UpdatedAt = now,
            DueAt = now,
        };
    }

    /// <summary>What a text tells of this Fleet.</summary>
    public IEnumerable<string> ToldBy(string text) => Words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Iccids(int fleet, int sim)
    {
        var digits = $"89883070{fleet}{sim:D9}";
        return digits + Iccid.CheckDigit(digits);
    }
}
