using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SimConsole.Tests;

/// <summary>Waits for what only the database or another process can tell.</summary>
internal static class Wait
{
    /// <summary>After this, what has not come will not: a test that is red is late, one that is green never is, however slow its machine.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    /// <param name="what">What is waited for, for whoever reads that it has not come.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"This has not come true within {Limit.TotalMinutes:0} minutes: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string)"/>
    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        UntilAsync(() => Task.FromResult(condition()), what);
}
