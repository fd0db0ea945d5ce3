namespace SimConsole.Live.Bus;

/// <summary>Carries messages between the processes of one console. It may lose any of them; it brings those of one sender in their order, also to the sender.</summary>
internal interface IBusCarrier
{
    /// <summary>Sends messages of <see cref="BusMessage.MostBytes"/> at most. If it throws, some of them may be lost.</summary>
    Task SendAsync(IReadOnlyList<string> messages, CancellationToken token);

    /// <summary>Hands on what is sent, one message after the other, until <paramref name="token"/> is cancelled or the carrier fails, in which case it throws.</summary>
    Task ListenAsync(Action<string> receive, CancellationToken token);
}

/// <summary>Used where there is no carrier: nothing arrives, and each process looks for what it may have missed.</summary>
internal sealed class NoCarrier : IBusCarrier
{
    public Task SendAsync(IReadOnlyList<string> messages, CancellationToken token) => Task.CompletedTask;

    public Task ListenAsync(Action<string> receive, CancellationToken token) => Task.Delay(Timeout.Infinite, token);
}
