using SimConsole.Live;
using SimConsole.Work;

namespace SimConsole.NetworkAuthorities;

/// <summary>Asks the network authority how it is: once for all pages that want to know, and never for longer than a few seconds.</summary>
public sealed class AuthorityHealthReader
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly INetworkAuthority _authority;
    private readonly TimeProvider _time;
    private readonly SharedRead<AuthorityHealth> _read;

    public AuthorityHealthReader(INetworkAuthority authority, TimeProvider time)
    {
        (_authority, _time) = (authority, time);
        _read = new(CheckAsync, Interval, time);
    }

    /// <summary>How the authority is now. If it does not answer, the reason is part of the result.</summary>
    public Task<AuthorityHealth> ReadAsync(CancellationToken token) => _read.ReadAsync(token);

    private async Task<AuthorityHealth> CheckAsync()
    {
        var health = await AskAsync();
        return _authority is IExplainingAuthority explaining ? health with { Facts = explaining.Facts } : health;
    }

    private async Task<AuthorityHealth> AskAsync()
    {
        try
        {
            return await _time.AskAsync("check", Patience, asking => _authority.CheckAsync(asking), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return new AuthorityHealth("Network authority", false, $"It did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception exception)
        {
            return new AuthorityHealth("Network authority", false, exception.Message);
        }
    }
}
