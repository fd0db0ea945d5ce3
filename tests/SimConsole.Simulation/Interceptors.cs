using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SimConsole.Simulation;

/// <summary>Thrown where a process is killed. Whoever catches it can do nothing more, either.</summary>
public sealed class ProcessKilledException : Exception;

/// <summary>Passes each statement of a process by the simulation, before it and after it.</summary>
internal sealed class StatementInterceptor : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        Begins(command, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(Begins(command, result));

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        Begins(command, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(Begins(command, result));

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result) => Ended(command, result);

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) => new(Ended(command, result));

    public override InterceptionResult DataReaderClosing(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result) =>
        Read(command, result);

    public override ValueTask<InterceptionResult> DataReaderClosingAsync(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result) =>
        new(Read(command, result));

    private static T Begins<T>(DbCommand command, T result)
    {
        ProcessContext.Acting?.Statement(command.CommandText, command.Transaction is not null);
        return result;
    }

    private static T Ended<T>(DbCommand command, T result)
    {
        ProcessContext.Acting?.Passes(command.Transaction is not null);
        return result;
    }

    /// <summary>Nobody dies with a reader in his hands, which would never be closed.</summary>
    private static InterceptionResult Read(DbCommand command, InterceptionResult result)
    {
        ProcessContext.Acting?.LetOthersIn(command.Transaction is not null);
        return result;
    }
}

/// <summary>Passes each commit of a process by the simulation, before it and after it.</summary>
internal sealed class CommitInterceptor : DbTransactionInterceptor
{
    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        ProcessContext.Acting?.Passes(inTransaction: true);
        return result;
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        new(TransactionCommitting(transaction, eventData, result));

    public override void TransactionCommitted(
        DbTransaction transaction, TransactionEndEventData eventData) =>
        ProcessContext.Acting?.Passes(inTransaction: true);

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ProcessContext.Acting?.Passes(inTransaction: true);
        return Task.CompletedTask;
    }
}
