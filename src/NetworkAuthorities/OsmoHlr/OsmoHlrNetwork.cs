using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>
/// A real Home Location Register: OsmoHLR over its control interface. What is set is read back, and only what was read back confirms a change, once nothing
/// that was sent before can be carried out any more: a new connection, and every batch with a doubtful order, waits for that. This holds for the requests of
/// all consoles that speak to the HLR directly; what others change there is found by the comparison. A SIM that the HLR does not know is created, and
/// switched to its status at once, since a new subscriber may connect. The control interface cannot list subscribers, so those that the console does not
/// know stay unknown.
/// </summary>
public sealed class OsmoHlrNetwork(IOptions<OsmoHlrOptions> configured, ICtrlTransport transport, CardKeyStore keys, TimeProvider time)
    : INetworkAuthority, IReadableAuthority, IEnrollingAuthority, IAsyncDisposable
{
    private const string NoImsi = "The HLR knows a SIM by its IMSI, and this one has none. Import it with its IMSI.";

    private readonly OsmoHlrOptions _options = configured.Value;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly GsupKicker _kicker = new(configured.Value);
    private readonly AuthorityMeter _meter = new(time);
    private CtrlConnection? _connection;

    public string Name => $"OsmoHLR {_options.Host}:{_options.CtrlPort}";

    public async Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token)
    {
        var hlr = await ConnectAsync(token);
        if (batch.Orders.Any(order => order.Doubtful))
        {
            // On a connection of its own: here, each of many answers would wait behind the orders of other batches.
            await using var other = await CtrlConnection.OpenAsync(_options, transport, _meter, token);
            await other.OutliveEarlierAsync(token);
        }

        return await Task.WhenAll(batch.Orders.Select(order => AnswerAsync(order.Imsi, imsi => SwitchAsync(new HlrSubscriber(hlr, imsi), imsi, order, token))));
    }

    public async Task<IReadOnlyList<AuthorityAnswer>> EnrolAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token)
    {
        var hlr = await ConnectAsync(token);
        var known = await keys.ReadAsync([.. cards.Select(card => card.Iccid)], token);
        var answers = await Task.WhenAll(cards.Select(card => AnswerAsync(
            card.Imsi, async imsi => Answer(await new HlrSubscriber(hlr, imsi).CreateAsync(card.Msisdn, known.GetValueOrDefault(card.Iccid), token), "created, and off"))));
        return hlr.IsBroken ? throw new IOException($"{Name}: the connection broke.") : answers;
    }

    public async Task<IReadOnlyList<AuthorityReading>> ReadAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token)
    {
        var hlr = await ConnectAsync(token);
        return await Task.WhenAll(cards.Select(card => card.Imsi is { } imsi
            ? new HlrSubscriber(hlr, imsi).ReadAsync(token)
            : Task.FromResult(new AuthorityReading(AuthorityAccess.Unreadable, NoImsi))));
    }

    public async Task<AuthorityHealth> CheckAsync(CancellationToken token)
    {
        try
        {
            var clock = time.GetTimestamp();
            await (await ConnectAsync(token)).SendAsync([CtrlConnection.Probe], token);
            return new AuthorityHealth(Name, true, $"Answers after {time.GetElapsedTime(clock).TotalMilliseconds:0} ms.") { Traffic = _meter.Read() };
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return new AuthorityHealth(Name, false, exception.Message) { Traffic = _meter.Read() };
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

    private async Task<AuthorityAnswer> AnswerAsync(string? imsi, Func<string, Task<AuthorityAnswer>> ask)
    {
        if (imsi is null)
        {
            return new AuthorityAnswer.Refused(NoImsi);
        }

        try
        {
            return await ask(imsi);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A fault of one SIM, such as a key that cannot be read, does not keep the others from being answered for.
            _meter.Failed(exception.Message);
            return new AuthorityAnswer.TryAgain($"{Name}: {exception.Message}");
        }
    }

    private async Task<AuthorityAnswer> SwitchAsync(HlrSubscriber subscriber, string imsi, AuthorityOrder order, CancellationToken token)
    {
        var on = order.Status.MayConnect();
        var kicks = !on && _options.Kick;
        var (wrong, info) = await subscriber.SwitchAsync(on, kicks, token);
        if (wrong == HlrSubscriber.Unknown)
        {
            wrong = await subscriber.CreateAsync(order.Msisdn, (await keys.ReadAsync([order.Iccid], token)).GetValueOrDefault(order.Iccid), token);
            if (wrong is null)
            {
                (wrong, info) = await subscriber.SwitchAsync(on, kicks, token);
            }
        }

        var digit = on ? 1 : 0;
        var kick = wrong is null && kicks ? $" {await KickAsync(imsi, info, token)}" : "";
        return Answer(wrong, $"ps-enabled {digit} and cs-enabled {digit}, read back.{kick}");
    }

    private AuthorityAnswer Answer(string? wrong, string confirmation)
    {
        if (wrong is null)
        {
            return new AuthorityAnswer.Applied($"{Name}: {confirmation}", time.Now());
        }

        _meter.Failed(wrong);
        return HlrSubscriber.IsPermanent(wrong) ? new AuthorityAnswer.Refused($"{Name}: {wrong}") : new AuthorityAnswer.TryAgain($"{Name}: {wrong}");
    }

    /// <summary>The HLR does not tell the serving node about a change: a device that is attached has to be disconnected.</summary>
    private async Task<string> KickAsync(string imsi, string info, CancellationToken token) => HlrSubscriber.Field(info, "sgsn_number") is { Length: > 0 } node
        ? await _kicker.KickAsync(imsi, node, token)
        : "No serving node has reported it, so there is nothing to disconnect.";

    private async Task<CtrlConnection> OpenAsync(CancellationToken token)
    {
        var connection = await CtrlConnection.OpenAsync(_options, transport, _meter, token);
        try
        {
            await connection.OutliveEarlierAsync(token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
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
                _connection = await OpenAsync(token);
            }

            return _connection;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            _meter.Failed(exception.Message);
            throw;
        }
        finally
        {
            _connecting.Release();
        }
    }
}
