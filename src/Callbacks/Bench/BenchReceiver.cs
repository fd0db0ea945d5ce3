namespace SimConsole.Callbacks.Bench;

/// <summary>How a receiver of the bench behaves.</summary>
public enum BenchBehaviour
{
    /// <summary>Answers 204 at once.</summary>
    Answers,

    /// <summary>Answers 503 at once.</summary>
    Fails,

    /// <summary>Answers 204 after <see cref="BenchReceiver.SlowTime"/>, which is longer than a callback waits by default.</summary>
    IsSlow,
}

/// <summary>A request that came to the bench.</summary>
/// <param name="Url">As the receiver saw it.</param>
/// <param name="Fields">The fields of the form or of the query.</param>
/// <param name="SignatureHolds">Whether <c>X-Twilio-Signature</c> is what this account signs.</param>
/// <param name="WebhookSignatureHolds">Whether <c>webhook-signature</c> is.</param>
/// <param name="KoreSignatureHolds">Whether <c>kore-signature</c> is; it is empty where the account has no webhook secret.</param>
/// <param name="Status">How it was answered.</param>
public sealed record BenchRequest(
    DateTimeOffset At,
    string Method,
    string Url,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    string? WebhookId,
    bool SignatureHolds,
    bool WebhookSignatureHolds,
    bool KoreSignatureHolds,
    int Status);

/// <summary>One receiver of the bench: how it behaves, and the latest requests. Kept in the memory of this process only.</summary>
public sealed class BenchReceiver(string name)
{
    /// <summary>How many requests it remembers.</summary>
    public const int Remembered = 20;

    public static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly LinkedList<BenchRequest> _requests = [];
    private volatile BenchBehaviour _behaviour;

    public string Name => name;

    /// <summary>Signals that a request came.</summary>
    public CallbackSignal Arrived { get; } = new();

    public BenchBehaviour Behaviour
    {
        get => _behaviour;
        set => _behaviour = value;
    }

    /// <summary>The latest requests, newest first.</summary>
    public IReadOnlyList<BenchRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public void Remember(BenchRequest request)
    {
        lock (_lock)
        {
            _requests.AddFirst(request);
            if (_requests.Count > Remembered)
            {
                _requests.RemoveLast();
            }
        }

        Arrived.Wake();
    }

    public void Forget()
    {
        lock (_lock)
        {
            _requests.Clear();
        }

        Arrived.Wake();
    }
}

/// <summary>The receivers of the bench. Only a person who is signed in can open one; requests to a receiver that nobody has opened are not kept.</summary>
public sealed class CallbackBench
{
    public const string DefaultName = "first";
    public const int NameLength = 32;

    /// <summary>How many receivers there may be.</summary>
    public const int Most = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, BenchReceiver> _receivers = new(StringComparer.Ordinal);

    /// <summary>The receiver with this name, created if needed; null where the name cannot be one, or there are too many.</summary>
    public BenchReceiver? Open(string name)
    {
        if (name.Length is 0 or > NameLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            return null;
        }

        lock (_lock)
        {
            if (!_receivers.TryGetValue(name, out var receiver) && _receivers.Count < Most)
            {
                _receivers[name] = receiver = new BenchReceiver(name);
            }

            return receiver;
        }
    }

    /// <summary>The receiver with this name that somebody has opened, or null.</summary>
    public BenchReceiver? Find(string name)
    {
        lock (_lock)
        {
            return _receivers.GetValueOrDefault(name);
        }
    }
}
