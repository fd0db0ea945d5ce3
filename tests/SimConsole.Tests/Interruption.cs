using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SimConsole.Tests;

/// <summary>
/// Lets somebody else act between two statements of one operation: after its statement number <paramref name="after"/> has been executed, and before anything
/// else of it is. Statements that others send meanwhile are not counted. Whoever waits for a lock that the operation holds waits for ever.
/// </summary>
/// <param name="holding">Only statements that hold this text are counted; all where null.</param>
public sealed class Interruption(int after, Func<Task> meanwhile, string? holding = null)
{
    private static readonly AsyncLocal<Interruption?> Current = new();

    private int _statements;

    /// <summary>Whether the operation had so many statements.</summary>
    public bool Happened { get; private set; }

    /// <summary>Does the operation, and what is to happen in the midst of it.</summary>
    public async Task InAsync(Func<Task> operation)
    {
        Current.Value = this;
        await operation();
    }

    private Task CountAsync(string sql)
    {
        if ((holding is not null && !sql.Contains(holding, StringComparison.Ordinal)) || Interlocked.Increment(ref _statements) != after)
        {
            return Task.CompletedTask;
        }

        // What happens meanwhile is no part of the operation.
        Happened = true;
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(meanwhile);
        }
    }

    private static async ValueTask<T> ExecutedAsync<T>(DbCommand command, T result)
    {
        if (Current.Value is { } interruption)
        {
            await interruption.CountAsync(command.CommandText);
        }

        return result;
    }

    /// <summary>Sees the statements of all consoles.</summary>
    public sealed class Interceptor : DbCommandInterceptor
    {
        public static Interceptor Instance { get; } = new();

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) => ExecutedAsync(command, result);

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) => ExecutedAsync(command, result);
    }
}
