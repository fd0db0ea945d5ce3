namespace SimConsole.Tests;

/// <summary>Waits for what only the database or another process can tell.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> condition, int seconds = 10)
    {
        var giveUp = DateTime.UtcNow.AddSeconds(seconds);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < giveUp, $"What was waited for has not come within {seconds} seconds.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
