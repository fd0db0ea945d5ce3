using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>
/// A real Home Location Register: OsmoHLR over its control interface. What is set is read back, and only what was read back confirms a change. A SIM that it
/// does not know is created, and switched as it has to be at once, since a new subscriber may connect.
/// </summary>
public sealed class OsmoHlrNetwork(IOptions<OsmoHlrOptions> configured, TimeProvider time) : INetworkAuthority, IAsyncDisposable
{
    private const string NoSuchSubscriber = "No such subscriber.";

    private readonly OsmoHlrOptions _options = configured.Value;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly GsupKicker _kicker = new(configured.Value);
    private CtrlConnection? _connection;

    private string Name => $"OsmoHLR {_options.Host}:{_options.CtrlPort}";

    public async Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token)
    {
        var hlr = await ConnectAsync(token);
        return await Task.WhenAll(batch.Orders.Select(order => AnswerAsync(hlr, order, token)));
    }

    public async Task<AuthorityHealth> CheckAsync(CancellationToken token)
    {
        try
        {
            // Any answer will do; this subscriber need not exist.
            var clock = time.GetTimestamp();
            await (await ConnectAsync(token)).GetAsync("subscriber.by-imsi-001010000000000.ps-enabled", token);
            return new AuthorityHealth(Name, true, $"Answers after {time.GetElapsedTime(clock).TotalMilliseconds:0} ms.");
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            return new AuthorityHealth(Name, false, exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        await _kicker.DisposeAsync();
        _connecting.Dispose();
    }

    private async Task<AuthorityAnswer> AnswerAsync(CtrlConnection hlr, AuthorityOrder order, CancellationToken token)
    {
        if (order.Imsi is not { } imsi)
        {
            return new AuthorityAnswer.Refused("The HLR knows a SIM by its IMSI, and this one has none. Import it with its IMSI.");
        }

        try
        {
            return await SwitchAsync(hlr, imsi, order.Status.MayConnect(), token);
        }
        catch (IOException exception)
        {
            return new AuthorityAnswer.TryAgain($"{Name}: {exception.Message}");
        }
    }

    private async Task<AuthorityAnswer> SwitchAsync(CtrlConnection hlr, string imsi, bool on, CancellationToken token)
    {
        var said = await SetAndReadAsync(hlr, imsi, on, token);
        if (said == NoSuchSubscriber)
        {
            // "Subscriber already exists." is success, too: an earlier try may have got so far.
            await hlr.SetAsync("subscriber.create", imsi, token);
            said = await SetAndReadAsync(hlr, imsi, on, token);
        }

        if (said is not null)
        {
            return new AuthorityAnswer.TryAgain($"{Name}: {said}");
        }

        var kick = on || !_options.Kick ? "" : $" {await KickAsync(hlr, imsi, token)}";
        return new AuthorityAnswer.Applied($"{Name}: ps-enabled {Digit(on)} and cs-enabled {Digit(on)}, read back.{kick}", time.Now());
    }

    /// <summary>Sets both domains and reads both back, with one wait for all four. Returns what is wrong, or null.</summary>
    private static async Task<string?> SetAndReadAsync(CtrlConnection hlr, string imsi, bool on, CancellationToken token)
    {
        var (ps, cs, value) = ($"subscriber.by-imsi-{imsi}.ps-enabled", $"subscriber.by-imsi-{imsi}.cs-enabled", Digit(on));
        var replies = await Task.WhenAll(hlr.SetAsync(ps, value, token), hlr.SetAsync(cs, value, token), hlr.GetAsync(ps, token), hlr.GetAsync(cs, token));

        // A SET by an unknown IMSI says what a passing database lock says; only the GET tells them apart.
        var read = replies[2..];
        return read.Any(r => r is { Failed: true, Text: NoSuchSubscriber }) ? NoSuchSubscriber
            : read.FirstOrDefault(r => r.Failed) is { Failed: true } failed ? failed.Text
            : read.Any(r => r.Text != value) ? $"It was told {value}, and reads {string.Join(" and ", read.Select(r => r.Text))}. {string.Join(' ', replies[..2].Where(r => r.Failed).Select(r => r.Text))}"
            : null;
    }

    /// <summary>The HLR tells the serving node nothing: a device that is attached has to be sent away.</summary>
    private async Task<string> KickAsync(CtrlConnection hlr, string imsi, CancellationToken token)
    {
        var info = await hlr.GetAsync($"subscriber.by-imsi-{imsi}.info", token);
        return Field(info.Text, "sgsn_number") is { Length: > 0 } node
            ? await _kicker.KickAsync(imsi, node, token)
            : "No serving node has reported it, so there is nothing to disconnect.";
    }

    private async Task<CtrlConnection> ConnectAsync(CancellationToken token)
    {
        if (_connection is { IsBroken: false } open)
        {
            return open;
        }

        await _connecting.WaitAsync(token);
        try
        {
            if (_connection is null or { IsBroken: true })
            {
                _connection = await CtrlConnection.OpenAsync(_options, token);
            }

            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private static string Digit(bool on) => on ? "1" : "0";

    /// <summary>A field of <c>info</c>, which is lines of a name, a tab and a value.</summary>
    private static string? Field(string info, string name) =>
        info.Split('\n').Select(line => line.Split('\t', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)?[1].Trim();
}
