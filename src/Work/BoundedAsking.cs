using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Calls something outside this process, above all a network authority, and waits for the answer no longer than a limit, even if the called code ignores
/// cancellation: one that does not answer must not block a lane of work.
/// </summary>
internal static class BoundedAsking
{
    /// <summary>How long one call to an authority may take if nothing else limits it. No lane is blocked for longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Asks for one answer, and measures how long it took.</summary>
    /// <param name="operation">What is asked for, as <see cref="Instruments.AuthorityDuration"/> calls it.</param>
    /// <param name="limit">How long to wait; not at all if it is negative.</param>
    /// <param name="ask">Asks, and is cancelled when the answer is no longer awaited.</param>
    /// <exception cref="TimeoutException">There was no answer within the limit. What was asked for may happen all the same.</exception>
    public static async Task<T> AskAsync<T>(this TimeProvider time, string operation, TimeSpan limit, Func<CancellationToken, Task<T>> ask, CancellationToken token)
    {
        var (began, outcome) = (time.GetTimestamp(), "failed");
        using var late = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        try
        {
            var answer = await ask(cancel.Token).WaitAsync(cancel.Token);
            outcome = "answered";
            return answer;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !token.IsCancellationRequested)
        {
            outcome = "timeout";
            throw new TimeoutException("The network authority did not answer.");
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            Instruments.AuthorityDuration.Record(time.GetElapsedTime(began).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }

    /// <summary>Asks for something to be done.</summary>
    /// <inheritdoc cref="AskAsync{T}(TimeProvider, string, TimeSpan, Func{CancellationToken, Task{T}}, CancellationToken)"/>
    public static Task AskAsync(this TimeProvider time, string operation, TimeSpan limit, Func<CancellationToken, Task> ask, CancellationToken token) => time.AskAsync(
        operation,
        limit,
        async asking =>
        {
            await ask(asking);
            return true;
        },
        token);

    /// <summary>Asks for many answers, one after the other.</summary>
    /// <param name="operation">What is asked for, as <see cref="Instruments.AuthorityDuration"/> calls it.</param>
    /// <param name="limit">How long to wait for each.</param>
    /// <exception cref="TimeoutException">The next one did not come within the limit.</exception>
    public static async IAsyncEnumerable<T> EachAsync<T>(
        this TimeProvider time, string operation, TimeSpan limit, IAsyncEnumerable<T> answers, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        // An enumerator that still owes an answer cannot be disposed of; it is cancelled and left behind.
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var (each, silent) = (answers.GetAsyncEnumerator(cancel.Token), true);
        try
        {
            while (true)
            {
                silent = true;
                var began = time.GetTimestamp();
                var next = each.MoveNextAsync();
                var more = next.IsCompleted ? await next : await time.AskAsync(operation, limit - time.GetElapsedTime(began), _ => next.AsTask(), token);
                silent = false;
                if (!more)
                {
                    yield break;
                }

                yield return each.Current;
            }
        }
        finally
        {
            await cancel.CancelAsync();
            if (!silent)
            {
                await each.DisposeAsync();
            }
        }
    }
}
