using SimConsole.Sims;

namespace SimConsole.Billing;

/// <summary>A moment at which the network confirmed another status of a Sim.</summary>
public readonly record struct StatusStep(DateTimeOffset At, SimStatus Status);

/// <summary>
/// The billing periods that follow from the history of a Sim. The first one begins when the Sim becomes ready or active; while it is active, each is followed
/// by the next. A period goes on to its end when the Sim is switched off, and a Sim that is switched on again before that begins no new one.
/// </summary>
public static class BillingCalendar
{
    /// <summary>The months that a ready Sim is free of charge, at most. Source: the Super SIM contract, Sim status <c>ready</c>.</summary>
    public const int ReadyMonths = 3;

    /// <summary>The periods that follow <paramref name="last"/>, in order; it ends earlier where the Sim has stopped being ready.</summary>
    /// <param name="last">The latest period there is so far; null for none.</param>
    /// <param name="steps">Every status that the Sim has had since the beginning of <paramref name="last"/>, in order.</param>
    /// <param name="until">Periods that begin later are not returned.</param>
    public static IReadOnlyList<BillingPeriod> Continue(long simId, BillingPeriod? last, IEnumerable<StatusStep> steps, DateTimeOffset until)
    {
        var added = new List<BillingPeriod>();
        var on = last is not null;
        foreach (var step in steps.Where(step => step.At <= until))
        {
            RunOn(step.At);
            on = step.Status.MayConnect();
            var over = last is null || last.EndsAt <= step.At;
            if (step.Status == SimStatus.Ready && over)
            {
                Begin(BillingPeriodType.Ready, step.At);
            }
            else if (step.Status == SimStatus.Active && (over || last!.Type == BillingPeriodType.Ready))
            {
                if (!over)
                {
                    (last!.EndsAt, last.UpdatedAt) = (step.At, step.At);
                }

                Begin(BillingPeriodType.Active, step.At);
            }
        }

        RunOn(until);
        return added;

        void RunOn(DateTimeOffset to)
        {
            while (on && last is not null && last.EndsAt <= to)
            {
                Begin(BillingPeriodType.Active, last.EndsAt, last.Type == BillingPeriodType.Active ? last.DayOfMonth : null);
            }
        }

        void Begin(BillingPeriodType type, DateTimeOffset at, int? dayOfMonth = null)
        {
            last = new BillingPeriod
            {
                SimId = simId,
                Type = type,
                StartsAt = at,
                DayOfMonth = dayOfMonth ?? at.Day,
                EndsAt = type == BillingPeriodType.Ready ? at.AddMonths(ReadyMonths) : NextMonth(at, dayOfMonth ?? at.Day),
                UpdatedAt = at,
            };
            added.Add(last);
        }
    }

    private static DateTimeOffset NextMonth(DateTimeOffset at, int dayOfMonth)
    {
        var next = at.AddMonths(1);
        return next.AddDays(Math.Min(dayOfMonth, DateTime.DaysInMonth(next.Year, next.Month)) - next.Day);
    }
}
