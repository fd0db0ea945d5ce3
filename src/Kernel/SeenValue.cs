namespace SimConsole.Kernel;

/// <summary>A value that a form changes, and what it was when the form was opened.</summary>
/// <param name="Name">What it is called in a sentence, such as <c>data limit</c>.</param>
/// <param name="Wanted">What it is to become; null where it stays, and empty where it is removed.</param>
/// <param name="Seen">What the caller has seen.</param>
/// <param name="Now">What it is.</param>
public sealed record SeenValue(string Name, string? Wanted, string? Seen, string? Now)
{
    /// <summary>Whether somebody has changed it meanwhile to something other than what is wanted: that must not be overwritten silently.</summary>
    public bool IsOvertaken => Wanted is not null && !Same(Seen, Now) && !Same(Wanted, Now);

    /// <summary>Says that some values were changed meanwhile; null where none was.</summary>
    /// <param name="thing">What the values belong to, such as <c>this Sim</c>.</param>
    /// <param name="who">Who changed it last; asked for only where something was changed.</param>
    public static async Task<Refusal?> RefusalAsync(string thing, IEnumerable<SeenValue> values, Func<Task<string?>> who)
    {
        string[] changed = [.. values.Where(value => value.IsOvertaken).Select(value => string.IsNullOrEmpty(value.Now) ? $"it has no {value.Name} now" : $"its {value.Name} is now {value.Now}")];
        return changed.Length == 0 ? null : new Refusal(
            ErrorCodes.ChangedSince, $"{await who() ?? "Somebody"} has changed {thing} since you opened it: {string.Join(", ", changed)}. Nothing was saved. Save again to overwrite it.");
    }

    private static bool Same(string? one, string? other) => (one ?? "") == (other ?? "");
}
