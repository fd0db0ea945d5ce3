using System.Net;
using SimConsole.People;
using SimConsole.Sessions;

namespace SimConsole.Accounts.Tokens;

/// <summary>
/// Limits how often secrets are tried at the token endpoint, as passwords are limited: by network and by (client, network), before the database is asked, in the memory of
/// this process. After too many wrong secrets, a right one is still accepted, so that nobody can lock out a key, not even from the network of its owner.
/// Then secrets are compared with those of all keys, which are read at most once a second, however many requests come.
/// </summary>
public sealed class TokenLimits
{
    /// <summary>Wrong secrets for one client from one network within <see cref="Window"/>.</summary>
    public const int WrongByClient = 5;

    /// <summary>Wrong secrets for any clients from one network within <see cref="Window"/>.</summary>
    public const int WrongByNetwork = 30;

    /// <summary>Tokens for one client within <see cref="Window"/>: only a client with the right secret counts here.</summary>
    public const int Given = 1_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly FailureLimit _byClient;
    private readonly FailureLimit _byNetwork;
    private readonly FailureLimit _given;
    private readonly SharedRead<Dictionary<string, KeySecrets>> _secrets;

    public TokenLimits(ApiKeyService keys, TimeProvider time)
    {
        (_byClient, _byNetwork, _given) = (new(WrongByClient, Window, time), new(WrongByNetwork, Window, time), new(Given, Window, time));
        _secrets = new(() => keys.FindSecretsAsync(CancellationToken.None), TimeSpan.FromSeconds(1), time);
    }

    /// <summary>Begins a try. It counts as wrong until <see cref="WasRight"/> says otherwise.</summary>
    /// <returns>How long to wait, if there were too many wrong secrets and this one is wrong, too; null to go on.</returns>
    public async Task<TimeSpan?> BeginAsync(string client, string secret, IPAddress? from, CancellationToken token)
    {
        var network = SignInLimits.NetworkOf(from);
        var pair = Pair(network, client);
        if (_byClient.TryBegin(pair))
        {
            if (_byNetwork.TryBegin(network))
            {
                return null;
            }

            _byClient.GiveBack(pair);
        }

        var wait = TimeSpan.FromTicks(Math.Max(_byClient.WaitOf(pair).Ticks, _byNetwork.WaitOf(network).Ticks));
        var secrets = _secrets.Recent ?? await _secrets.ReadAsync(token);
        return secrets.TryGetValue(client, out var known) && known.Hold(Credential.HashOf(secret)) ? null : wait;
    }

    /// <summary>Records that the secret was right.</summary>
    /// <returns>How long to wait, where the client has got too many tokens; null to give it one.</returns>
    public TimeSpan? WasRight(string client, IPAddress? from)
    {
        var network = SignInLimits.NetworkOf(from);
        _byClient.GiveBack(Pair(network, client));
        _byNetwork.GiveBack(network);
        return _given.TryBegin(client) ? null : _given.WaitOf(client);
    }

    private static string Pair(string network, string client) => $"{network} {client}";
}
