namespace SimConsole.People;

/// <summary>
/// At most <paramref name="most"/> wrong tries within <paramref name="window"/>, for each key. A try counts as wrong from its beginning until it has
/// turned out right, so that many tries at once get no further than many one after another.
/// </summary>
internal sealed class FailureLimit(int most, TimeSpan window, TimeProvider time)
{
    private const int FewestForgotten = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tries> _tries = new(StringComparer.Ordinal);
    private int _forgetAt = FewestForgotten;

    /// <summary>Begins a try, or says that there were too many.</summary>
    public bool TryBegin(string who)
    {
        lock (_lock)
        {
            Forget();
            var tries = _tries.TryGetValue(who, out var earlier) && !IsOver(earlier) ? earlier : new(time.GetTimestamp(), 0);
            if (tries.Count >= most)
            {
                return false;
            }

            _tries[who] = tries with { Count = tries.Count + 1 };
            return true;
        }
    }

    /// <summary>A try that was begun no longer counts.</summary>
    public void GiveBack(string who)
    {
        lock (_lock)
        {
            if (_tries.TryGetValue(who, out var tries) && tries.Count > 0)
            {
                _tries[who] = tries with { Count = tries.Count - 1 };
            }
        }
    }

    /// <summary>How long until there may be another try.</summary>
    public TimeSpan WaitOf(string who)
    {
        lock (_lock)
        {
            return _tries.TryGetValue(who, out var tries) && tries.Count >= most && !IsOver(tries) ? window - time.GetElapsedTime(tries.Since) : TimeSpan.Zero;
        }
    }

    private bool IsOver(Tries tries) => time.GetElapsedTime(tries.Since) >= window;

    private void Forget()
    {
        if (_tries.Count < _forgetAt)
        {
            return;
        }

        foreach (var (who, tries) in _tries)
        {
            if (IsOver(tries))
            {
                _tries.Remove(who);
            }
        }

        _forgetAt = Math.Max(FewestForgotten, 2 * _tries.Count);
    }

    private readonly record struct Tries(long Since, int Count);
}
