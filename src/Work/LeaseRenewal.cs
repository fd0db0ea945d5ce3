namespace SimConsole.Work;

/// <summary>Renews the lease of claimed rows, three times before it runs out, until disposed: for as long as an authority takes to answer.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task _renewing;

    private LeaseRenewal(CancellationTokenSource stop, Task renewing) => (_stop, _renewing) = (stop, renewing);

    /// <param name="failed">Told where a renewal fails, which ends them. Not fatal: the lease runs out, another worker repeats the work, and this one finds that it lost the rows.</param>
    public static LeaseRenewal Start(TimeSpan lease, TimeProvider time, Func<CancellationToken, Task> renew, Action<Exception> failed, CancellationToken token)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        return new LeaseRenewal(stop, RenewAsync(lease, time, renew, failed, stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _renewing;
        _stop.Dispose();
    }

    private static async Task RenewAsync(TimeSpan lease, TimeProvider time, Func<CancellationToken, Task> renew, Action<Exception> failed, CancellationToken token)
    {
        using var timer = new PeriodicTimer(lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(token))
            {
                await renew(token);
            }
        }
        catch (OperationCanceledException)
        {
            // The rows have their answers.
        }
        catch (Exception exception)
        {
            failed(exception);
        }
    }
}
