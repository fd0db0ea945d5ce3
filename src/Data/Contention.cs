using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace SimConsole.Data;

/// <summary>Lets many concurrent writes of the same row all finish, each decided by what the one before it wrote.</summary>
public static class Contention
{
    // Eight writers of one row that do not pause need more than five tries each, often enough to be noticed.
    private const int Tries = 20;
    private const int LongestPauseMs = 40;

    /// <summary>Writes. If somebody else wrote at the same moment, starts again from the beginning after a random pause.</summary>
    /// <param name="write">Reads what is there, decides by it and saves, in a context of its own.</param>
    /// <exception cref="DbUpdateException">Every attempt failed.</exception>
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
