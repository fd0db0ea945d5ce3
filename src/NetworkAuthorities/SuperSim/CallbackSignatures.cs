using System.Security.Cryptography;
using System.Text;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>Checks whether callbacks were signed with a secret of the account, where one is set, and counts those that were not.</summary>
public sealed partial class CallbackSignatures(SuperSimAccount account, TimeProvider time, ILogger<CallbackSignatures> log)
{
    private readonly string[] _secrets = [.. new[] { account.Options.WebhookSecret, account.Options.PendingWebhookSecret }.OfType<string>().Where(secret => secret.Length > 0)];
    private readonly Lock _lock = new();
    private (int Count, DateTimeOffset At)? _refused;
    private bool _said;

    /// <summary>How many callbacks were refused since the start, and when the last one was; null where none was.</summary>
    public (int Count, DateTimeOffset At)? Refused
    {
        get
        {
            lock (_lock)
            {
                return _refused;
            }
        }
    }

    /// <summary>Whether a callback is accepted: it may be signed with either secret, so that the account can change over from one to the other.</summary>
    /// <param name="address">The address as the account was given it.</param>
    /// <param name="body">The body as it was received.</param>
    /// <param name="signature">What the header says; null where it is missing.</param>
    public bool Take(string method, string address, ReadOnlySpan<byte> body, string? signature)
    {
        var signed = _secrets.Length == 0;
        foreach (var secret in _secrets)
        {
            signed |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(KoreSignature.Of(secret, method, address, body)), Encoding.UTF8.GetBytes(signature ?? ""));
        }

        Count(signed, !string.IsNullOrEmpty(signature));
        return signed;
    }

    private void Count(bool signed, bool hasSignature)
    {
        bool says;
        lock (_lock)
        {
            // Logged once, until a signature is right again: a wrong secret would otherwise fill the log.
            (says, _said) = (!signed && !_said, !signed);
            if (!signed)
            {
                _refused = ((_refused?.Count ?? 0) + 1, time.Now());
            }
        }

        if (says)
        {
            SaidRefused(log, account.Host, hasSignature ? "wrong" : "missing");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback of {Host} was refused, since its kore-signature is {Fault}: check WebhookSecret. The page Network counts further ones")]
    private static partial void SaidRefused(ILogger log, string host, string fault);
}
