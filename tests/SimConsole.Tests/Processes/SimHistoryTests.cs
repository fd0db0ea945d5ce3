using SimConsole.Sims;
using SimConsole.StatusChanges;
using static SimConsole.Sims.SimStatus;

namespace SimConsole.Tests.Processes;

/// <summary>Histories with contradictions in them, each of which has to be found. The Sim was switched off, and on again, in four seconds.</summary>
public sealed class SimHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static List<StatusChange> Changes =>
    [
        Change(1, Active, Inactive, StatusChangeState.Completed, 1, 2),
        Change(2, Inactive, Active, StatusChangeState.Completed, 3, 4),
    ];

    /// <summary>The Sim was reported stolen while it was switched on.</summary>
    private static SimHistory Overtaken => new(
        Inactive,
        [
            Change(1, Inactive, Active, StatusChangeState.Completed, 1, 3),
            Change(2, Active, Inactive, StatusChangeState.Completed, 2, 4, StatusChangePriority.LossReport),
        ],
        Inactive);

    [Fact]
    public void Observers_who_saw_more_or_less_of_one_order_agree() => Assert.Empty(new SimHistory(Active, Changes, Active).Contradictions(
    [
        new("all", [See(Active, 0, 1), See(Scheduled, 1, 2), See(Inactive, 2, 3), See(Scheduled, 3, 4), See(Active, 4, 5)], SawTheEnd: true),
        new("seldom", [See(Active, 0), See(Active, 1), See(Active, 6)], SawTheEnd: true),
        new("late", [See(Scheduled, 2), See(Inactive, 3), See(Inactive, 9)]),
        new("live", [See(Scheduled, 1, 2), See(Active, 4, 5)]),
        new("never", []),
    ]));

    [Fact]
    public void A_loss_report_behind_what_is_under_way_leaves_the_sim_scheduled() =>
        Assert.Empty(Overtaken.Contradictions([new("reader", [See(Inactive, 0), See(Scheduled, 1), See(Scheduled, 3), See(Inactive, 4)], SawTheEnd: true)]));

    [Fact]
    public void A_status_that_a_loss_report_kept_the_sim_from() =>
        AssertIn("fits nowhere", Overtaken.Contradictions([new("reader", [See(Scheduled, 1), See(Active, 3), See(Inactive, 4)])]));

    [Fact]
    public void A_version_that_falls() => AssertFound("saw version 2 after 3", new("reader", [See(Inactive, 2, 3), See(Scheduled, 3, 2)]));

    [Fact]
    public void A_version_of_two_statuses() => AssertFound(
        "Version 3 was seen as Inactive and as Active", new("one", [See(Inactive, 2, 3)]), new Observation("other", [See(Active, 4, 3)]));

    [Fact]
    public void A_status_that_comes_back_for_one_reader() =>
        AssertFound("fits nowhere", new("reader", [See(Inactive, 2), See(Active, 4), See(Inactive, 4)]));

    [Fact]
    public void A_status_that_never_was() => AssertFound("fits nowhere", new("reader", [See(Ready, 2)]));

    [Fact]
    public void A_status_that_is_seen_before_it_is_written() =>
        AssertFound("it was not before", new("reader", [See(Active, 0), See(Scheduled, 1), See(Inactive, 1)]));

    [Fact]
    public void Two_observers_of_whom_each_alone_could_be_right() =>
        AssertFound("all who were told a version", new("one", [See(Inactive, 5, 3)]), new("other", [See(Inactive, 5, 9)]), new("third", [See(Active, 5, 5)]));

    [Fact]
    public void An_end_that_is_another_one_for_somebody() => AssertFound("saw it Inactive last", new("reader", [See(Inactive, 9)], SawTheEnd: true));

    [Fact]
    public void An_end_that_somebody_never_saw() => AssertFound("saw it never", new("reader", [], SawTheEnd: true));

    [Fact]
    public void A_sim_that_is_not_what_its_changes_made_of_it() =>
        AssertIn("leave it Active, and it is Inactive", new SimHistory(Active, Changes, Inactive).Contradictions());

    [Fact]
    public void A_change_from_a_status_that_the_sim_did_not_have() =>
        AssertIn("began from", new SimHistory(Active, [Changes[0], Change(2, Active, Inactive, StatusChangeState.Failed, 3, 4)], Inactive).Contradictions());

    [Fact]
    public void A_change_that_nobody_may_make() =>
        AssertIn("nobody may", new SimHistory(Active, [Change(1, Active, Ready, StatusChangeState.Completed, 1, 2)], Ready).Contradictions());

    [Fact]
    public void A_change_that_has_not_ended() =>
        AssertIn("has not ended", new SimHistory(Active, [Change(1, Active, Inactive, StatusChangeState.Queued, 1, null)], Active).Contradictions());

    [Fact]
    public void A_change_that_was_superseded_by_nothing() =>
        AssertIn("by nothing", new SimHistory(Active, [Change(1, Active, Inactive, StatusChangeState.Superseded, 1, 2)], Active).Contradictions());

    private static void AssertFound(string contradiction, Observation one, params Observation[] others) =>
        AssertIn(contradiction, new SimHistory(Active, Changes, Active).Contradictions([one, .. others]));

    private static void AssertIn(string contradiction, IReadOnlyList<string> found) =>
        Assert.Contains(contradiction, Assert.Single(found), StringComparison.Ordinal);

    private static Sighting See(SimStatus status, int second, long? version = null) => new(status, Start.AddSeconds(second), version);

    private static StatusChange Change(
        long id,
        SimStatus from,
        SimStatus to,
        StatusChangeState state,
        int queued,
        int? ended,
        StatusChangePriority priority = StatusChangePriority.Single) => new()
        {
            Id = id,
            FromStatus = from,
            ToStatus = to,
            State = state,
            QueuedAt = Start.AddSeconds(queued),
            EndedAt = ended is { } second ? Start.AddSeconds(second) : null,
            Priority = priority,
            RequestedBy = "somebody",
        };
}
