namespace SimConsole.PlannedChanges;

/// <summary>A planned change that waits for somebody to resume it, because the person or program in whose name it was planned may not order it any more.</summary>
/// <param name="At">When it was paused.</param>
/// <param name="Why">Why, such as <c>mara is suspended</c>.</param>
public sealed record PausedPlan(PlannedChangeView View, DateTimeOffset At, string Why);
