namespace SimConsole.SettingsUpdates;

/// <summary>How the states of an update are written.</summary>
public static class SettingsUpdateWords
{
    public static IReadOnlyList<SettingsUpdateState> All { get; } = Enum.GetValues<SettingsUpdateState>();

    /// <summary>The word for a state in the API and on pages.</summary>
    public static string Word(this SettingsUpdateState state) => state switch
    {
        SettingsUpdateState.Scheduled => "scheduled",
        SettingsUpdateState.InProgress => "in-progress",
        SettingsUpdateState.Successful => "successful",
        SettingsUpdateState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The state that a word names, or null where it names none.</summary>
    public static SettingsUpdateState? Parse(string word) => All.Where(state => state.Word() == word).Select(state => (SettingsUpdateState?)state).FirstOrDefault();
}
