namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>Requests that are sent together, and the replies so far. The connection sends and answers it under its lock; the caller may cancel it at any time.</summary>
/// <param name="clock">Measures how long it takes.</param>
internal sealed class CtrlExchange(CtrlRequest[] requests, TimeProvider clock)
{
    // Continuations run elsewhere: the loop that reads must not wait for them.
    private readonly TaskCompletionSource<CtrlReply[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CtrlReply[] _replies = new CtrlReply[requests.Length];
    private int _open = requests.Length;
    private long _sentAt;
    private long _answeredAt;

    public CtrlRequest[] Requests => requests;

    /// <summary>The reply to each request, in their order.</summary>
    public Task<CtrlReply[]> Done => _done.Task;

    /// <summary>Whether every reply has come; one that was cancelled is still waited for.</summary>
    public bool IsAnswered => _open == 0;

    /// <summary>The time from the packet that carried it to its last reply, or until now.</summary>
    public TimeSpan Took => IsAnswered ? clock.GetElapsedTime(_sentAt, _answeredAt) : clock.GetElapsedTime(_sentAt);

    /// <summary>Begins it; false where nobody waits for it any more.</summary>
    public bool Send()
    {
        _sentAt = clock.GetTimestamp();
        return !_done.Task.IsCompleted;
    }

    public void Answer(int position, CtrlReply reply)
    {
        _replies[position] = reply;
        if (--_open == 0)
        {
            _answeredAt = clock.GetTimestamp();
            _done.TrySetResult(_replies);
        }
    }

    public void Cancel(CancellationToken token) => _done.TrySetCanceled(token);

    public void Fail(Exception why) => _done.TrySetException(why);
}
