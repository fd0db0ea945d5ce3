using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

/// <summary>The access tokens of the stand-in, and the endpoint that gives them.</summary>
internal sealed class StandInTokens
{
    public const string ClientId = "client-1";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Given> _given = [];
    private Given? _last;
    private int _asked;
    private int _needless;

    /// <summary>The secret that is good.</summary>
    public string Secret { get; set; } = "client-secret-1";

    /// <summary>How long a token lives, by the clock of the wall.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how many requests a token is good.</summary>
    public int Uses { get; set; } = int.MaxValue;

    /// <summary>Answers the request of this number by itself, from 1, where it returns true.</summary>
    public Func<int, HttpContext, Task<bool>> Fault { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>How often a token was asked for.</summary>
    public int Asked => _asked;

    /// <summary>How many tokens have ended: their life is over, they are used up, or somebody ended them.</summary>
    public int Ends
    {
        get
        {
            lock (_lock)
            {
                return _given.Values.Count(IsOver);
            }
        }
    }

    /// <summary>How often another token was given while the last one was good, and not near its end either.</summary>
    public int Needless => _needless;

    public async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _asked);
        if (await Fault(number, context))
        {
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["grant_type"] != "client_credentials")
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, new { error = "unsupported_grant_type" });
        }
        else if (form["client_id"] != ClientId || form["client_secret"] != Secret)
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, new { error = "unauthorized_client", error_description = "Invalid client or Invalid client credentials" });
        }
        else
        {
            await AnswerAsync(context, StatusCodes.Status200OK, new { access_token = Give(), expires_in = (int)Life.TotalSeconds, token_type = "Bearer", scope = "supersim" });
        }
    }

    /// <summary>Whether a request may be answered that comes with this header. It counts as a use.</summary>
    public bool Takes(string? authorization)
    {
        lock (_lock)
        {
            if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true || !_given.TryGetValue(authorization["Bearer ".Length..], out var token))
            {
                return false;
            }

            if (IsOver(token))
            {
                return false;
            }

            token.Uses++;
            return true;
        }
    }

    /// <summary>Ends the token that was given last.</summary>
    public void EndLast()
    {
        lock (_lock)
        {
            if (_last is { } last)
            {
                last.HasEnded = true;
            }
        }
    }

    private string Give()
    {
        lock (_lock)
        {
            // A token may be renewed some time before its end.
            if (_last is { } last && !IsOver(last) && last.Age < Life * 0.7)
            {
                _needless++;
            }

            var value = string.Create(CultureInfo.InvariantCulture, $"stand-in.{_given.Count + 1}.{Guid.NewGuid():N}");
            _given[value] = _last = new Given();
            return value;
        }
    }

    private bool IsOver(Given token) => token.HasEnded || token.Age >= Life || token.Uses >= Uses;

    private static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, context.RequestAborted);
    }

    private sealed class Given
    {
        private readonly long _at = Stopwatch.GetTimestamp();

        public TimeSpan Age => Stopwatch.GetElapsedTime(_at);

        public int Uses { get; set; }

        public bool HasEnded { get; set; }
    }
}
