namespace SimConsole.Kernel;

/// <summary>Wakes those who wait for something to happen, here and, where it is registered with <see cref="SignalServices.AddSignal"/>, in other processes.</summary>
public abstract class Signal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Raised by <see cref="Wake"/>, for the code that passes it on to other processes.</summary>
    public event Action? Woken;

    /// <summary>Completes at the next <see cref="Wake"/>. Take it before looking whether anything has happened, and no wake is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes everybody who waits.</summary>
    public void Wake()
    {
        WakeHere();
        Woken?.Invoke();
    }

    /// <summary>Wakes those of this process alone: what happened elsewhere is not to be reported back there.</summary>
    public void WakeHere() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
