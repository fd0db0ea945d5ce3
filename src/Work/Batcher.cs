using System.Collections.Concurrent;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Answers many simultaneous callers with one question to the database. A single caller does not wait for others; callers that ask while all turns are taken
/// share the next one, which begins after all of them have asked, so that what it reads is as new as what each would have read alone.
/// </summary>
/// <param name="most">How many callers share a turn at most.</param>
/// <param name="turns">How many turns there may be at a time.</param>
/// <param name="answer">The answers to what was asked, in the same order. If it fails, each question is asked alone, so that no caller fails because of another.</param>
public sealed class Batcher<TAsked, TAnswer>(int most, int turns, Func<IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> answer)
{
    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _taken;

    /// <summary>The answer to one question. Cancelling ends the wait, but not a query that has begun.</summary>
    public Task<TAnswer> AskAsync(TAsked asked, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var waiting = new Waiting(asked);
        _waiting.Enqueue(waiting);
        TakeTurn();
        return waiting.Answer.Task.WaitAsync(token);
    }

    private void TakeTurn()
    {
        if (Interlocked.Increment(ref _taken) <= turns)
        {
            _ = AnswerAsync();
        }
        else
        {
            GiveBack();
        }
    }

    /// <summary>A caller that came between the last look and this found no turn free, and relies on this check.</summary>
    private void GiveBack()
    {
        if (Interlocked.Decrement(ref _taken) < turns && !_waiting.IsEmpty)
        {
            TakeTurn();
        }
    }

    /// <summary>Answers one batch on this thread, and leaves callers that came meanwhile to another thread.</summary>
    private async Task AnswerAsync()
    {
        var batch = Next();
        if (batch.Count > 0)
        {
            await AnswerAsync(batch).ConfigureAwait(false);
        }

        if (!_waiting.IsEmpty)
        {
            _ = Task.Run(AnswerAsync);
            return;
        }

        GiveBack();
    }

    private async Task AnswerAsync(List<Waiting> batch)
    {
        try
        {
            var answers = await answer(batch.ConvertAll(w => w.Asked)).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(answers[i]);
            }
        }
        catch (Exception exception) when (batch.Count == 1 || DatabaseTrouble.Of(exception) is not null)
        {
            batch.ForEach(waiting => waiting.Answer.SetException(exception));
        }
        catch (Exception)
        {
            foreach (var waiting in batch)
            {
                await AnswerAsync([waiting]).ConfigureAwait(false);
            }
        }
    }

    private List<Waiting> Next()
    {
        var batch = new List<Waiting>();
        while (batch.Count < most && _waiting.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }

    private sealed class Waiting(TAsked asked)
    {
        public TAsked Asked { get; } = asked;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
