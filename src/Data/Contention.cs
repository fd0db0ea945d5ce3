using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace SimConsole.Data;

/// <summary>Lets writes of the same row by many at once come to an end, each judged by what the one before it left behind.</summary>
public static class Contention
{
    // Eight who write one row without a pause need more than five tries each, often enough to be noticed.
    private const int Tries = 20;
    private const int LongestPauseMs = 40;

    /// <summary>Writes, and again from the beginning where somebody else wrote in the same moment, after a pause of no fixed length.</summary>
    /// <param name="write">Reads what is there, judges by it and saves, in a context of its own.</param>
    /// <exception cref="DbUpdateException">It fails every time.</exception>
    public static async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken token)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await write();
            }
            catch (Exception exception) when (exception is DbUpdateException or RetryLimitExceededException && tries < Tries && DatabaseTrouble.Of(exception) is null)
            {
                await Task.Delay(Random.Shared.Next(Math.Min(LongestPauseMs, 4 * tries)), token);
            }
        }
    }
}
