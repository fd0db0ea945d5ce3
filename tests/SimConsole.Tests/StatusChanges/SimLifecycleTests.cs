using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.StatusChanges;

public sealed class SimLifecycleTests
{
    /// <summary>
    /// The product's table, written out once more: from, then what is said to new, ready, active, inactive, scheduled.
    /// y: yes. =: there already. F: yes with a Fleet, 83007 without. n: no such step, 83010.
    /// </summary>
    private static readonly (SimStatus From, string Said)[] Table =
    [
        (SimStatus.New, "nFFnn"),
        (SimStatus.Ready, "n=yyn"),
        (SimStatus.Active, "nn=yn"),
        (SimStatus.Inactive, "nnF=n"),
        (SimStatus.Scheduled, "nnnnn"),
    ];

    public static TheoryData<SimStatus, SimStatus, bool, string> Pairs()
    {
        var pairs = new TheoryData<SimStatus, SimStatus, bool, string>();
        foreach (var (from, said) in Table)
        {
            for (var requested = 0; requested < said.Length; requested++)
            {
                foreach (var hasFleet in new[] { true, false })
                {
                    pairs.Add(from, (SimStatus)requested, hasFleet, said[requested] switch
                    {
                        'y' => "yes",
                        '=' => "there",
                        'F' => hasFleet ? "yes" : "83007",
                        _ => "83010",
                    });
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_step_is_as_the_table_says(SimStatus from, SimStatus requested, bool hasFleet, string expected) =>
        Assert.Equal(expected, SimLifecycle.Step(from, requested, hasFleet) switch
        {
            LifecycleStep.Allowed => "yes",
            LifecycleStep.AlreadyThere => "there",
            LifecycleStep.Refused no => no.Code.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => "unknown",
        });

    [Fact]
    public void A_refusal_says_in_a_sentence_what_to_do()
    {
        foreach (var from in SimStatuses.All)
        {
            foreach (var requested in SimStatuses.All)
            {
                if (SimLifecycle.Step(from, requested, hasFleet: false) is LifecycleStep.Refused no)
                {
                    Assert.Matches("^A .+\\.$", no.Reason);
                    Assert.DoesNotContain("New", no.Reason, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Only_ready_active_and_inactive_can_be_asked_for() =>
        Assert.Equal([SimStatus.Ready, SimStatus.Active, SimStatus.Inactive], SimLifecycle.Requestable);
}
