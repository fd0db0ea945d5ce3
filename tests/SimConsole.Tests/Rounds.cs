using System.Globalization;

namespace SimConsole.Tests;

/// <summary>
/// How often a scene is played that chance decides: a few times in an ordinary run, or as often as <see cref="Variable"/> says.
/// </summary>
internal static class Rounds
{
    /// <summary>The environment variable that holds a number of rounds for all scenes.</summary>
    public const string Variable = "SIMCONSOLE_TEST_ROUNDS";

    private static readonly int? Asked =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <param name="usual">How many rounds an ordinary run plays.</param>
    public static int Of(int usual) => Asked ?? usual;

    /// <summary>Plays a scene once, or as often as somebody asks. What it is set up with is set up anew for each further round.</summary>
    public static async Task PlayAsync(this IAsyncLifetime setting, Func<Task> scene)
    {
        await scene();
        for (var round = 1; round < Of(1); round++)
        {
            await setting.DisposeAsync();
            await setting.InitializeAsync();
            await scene();
        }
    }

    /// <summary>Plays a scene that sets up what it needs by itself.</summary>
    public static async Task PlayAsync(Func<Task> scene)
    {
        for (var round = 0; round < Of(1); round++)
        {
            await scene();
        }
    }
}
