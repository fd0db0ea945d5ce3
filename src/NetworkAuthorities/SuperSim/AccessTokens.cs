using SimConsole.Work;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>
/// The access token of an account, by OAuth 2.0 client credentials (RFC 6749, section 4.4): fetched once for all who need it, and again before it ends or when it
/// is refused. Between failures of the token endpoint there is a pause, for everybody.
/// </summary>
internal sealed class AccessTokens(SuperSimOptions options, ClientCredentials endpoint, TimeProvider time)
{
    /// <summary>What is asked for, as <see cref="Instruments.AuthorityDuration"/> calls it.</summary>
    private const string Operation = "token";

    /// <summary>How many tokens in a row may be refused that were never accepted: one may have ended unnoticed, but not two.</summary>
    private const int MostRefused = 1;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Hold _hold = new(time, FirstPause);
    private AccessToken? _current;
    private Task<Fetched>? _fetching;
    private AccessTokenException? _trouble;
    private DateTimeOffset _troubleAt;
    private int _refusedInARow;

    public string Host => endpoint.Host;

    /// <summary>The present token; null where there is none.</summary>
    public AccessToken? Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>The last error with tokens; null where there has been none since the start.</summary>
    public (string Why, DateTimeOffset At)? Trouble
    {
        get
        {
            lock (_lock)
            {
                return _trouble is { } trouble ? (trouble.Message, _troubleAt) : null;
            }
        }
    }

    /// <summary>Until when no token is asked for; null where there is no pause.</summary>
    public HeldBack? HeldBack => _hold.Now;

    /// <summary>A token that is valid, as far as is known here.</summary>
    /// <exception cref="AccessTokenException">There is none.</exception>
    public async Task<AccessToken> GetAsync(CancellationToken token)
    {
        Task<Fetched> fetching;
        lock (_lock)
        {
            if (_current is { IsEnding: false } current)
            {
                return current;
            }

            // A token that is still valid for a moment is used while the next is fetched, or cannot be.
            var still = _current is { HasEnded: false } ? _current : null;
            if (_fetching is null && _hold.Now is { } held)
            {
                return still ?? throw _trouble!.After(held.Left);
            }

            // Without anybody's cancellation token: the first caller may be cancelled while others still want the result.
            fetching = _fetching ??= Task.Run(FetchAsync, CancellationToken.None);
            if (still is not null)
            {
                return still;
            }
        }

        var (fetched, trouble) = await fetching.WaitAsync(token);
        return fetched ?? throw trouble!;
    }

    /// <summary>Another token than this one, which the account has refused.</summary>
    /// <exception cref="AccessTokenException">There is none.</exception>
    public Task<AccessToken> ReplaceAsync(AccessToken refused, CancellationToken token)
    {
        Refused(refused);
        return GetAsync(token);
    }

    /// <summary>The account has refused a token. After too many refusals in a row, no other token is fetched for a while.</summary>
    public void Refused(AccessToken refused)
    {
        lock (_lock)
        {
            if (_current != refused)
            {
                return;
            }

            _current = null;
            if (!refused.IsAccepted && !refused.HasEnded && ++_refusedInARow > MostRefused)
            {
                Pause(null, new AccessTokenException("It refuses the access tokens that it gives (401). See whether the client may use Super SIM.", passes: false));
            }
        }
    }

    /// <summary>A request that was sent with this token was answered.</summary>
    public void Accepted(AccessToken token)
    {
        if (!token.IsAccepted)
        {
            lock (_lock)
            {
                (token.IsAccepted, _refusedInARow) = (true, 0);
                _hold.Answered(time.GetTimestamp());
            }
        }
    }

    private async Task<Fetched> FetchAsync()
    {
        // Shorter than an attempt of a request, so that the error names what really took so long.
        var limit = options.Timeout / 3;
        try
        {
            var fetched = await time.AskAsync(Operation, limit, endpoint.FetchAsync, CancellationToken.None);
            lock (_lock)
            {
                (_current, _fetching) = (fetched, null);
            }

            return new Fetched(fetched, null);
        }
        catch (Exception exception)
        {
            var trouble = exception switch
            {
                TokenRefusalException refusal => new AccessTokenException(refusal.Message, refusal.Passes),
                TimeoutException => new AccessTokenException($"{Host} gives no access token: it did not answer within {Durations.Words(limit)}.", passes: true),
                _ => new AccessTokenException($"{Host} gives no access token: {exception.Message}", passes: true),
            };
            lock (_lock)
            {
                _fetching = null;
                return new Fetched(null, Pause((exception as TokenRefusalException)?.RetryAfter, trouble));
            }
        }
    }

    /// <summary>Asks for no token for a while, and keeps the reason.</summary>
    private AccessTokenException Pause(TimeSpan? after, AccessTokenException trouble)
    {
        (_trouble, _troubleAt) = (trouble, time.Now());
        _hold.Refused(after, trouble.Message, time.GetTimestamp());
        return trouble.After(_hold.Now?.Left ?? TimeSpan.Zero);
    }

    private sealed record Fetched(AccessToken? Token, AccessTokenException? Trouble);
}
