using Microsoft.AspNetCore.SignalR;
using SimConsole.Accounts;
using SimConsole.Sessions;

namespace SimConsole.Live;

/// <summary>A connection of the hub ends with the credential that opened it.</summary>
internal sealed class CredentialFilter(OpenSessions sessions) : IHubFilter
{
    private static readonly object Key = new();

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var caller = context.Context;
        caller.Items[Key] = sessions.Open(caller.User, _ => caller.Abort());
        return next(context);
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        SessionOf(invocationContext.Context) is { } session && await session.HoldsAsync()
            ? await next(invocationContext)
            : throw new HubException("These credentials are no longer valid. Connect again with others.");

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        SessionOf(context.Context)?.Dispose();
        return next(context, exception);
    }

    private static OpenSession? SessionOf(HubCallerContext caller) => caller.Items.TryGetValue(Key, out var session) ? session as OpenSession : null;
}
