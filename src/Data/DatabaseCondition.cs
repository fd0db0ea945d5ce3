using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SimConsole.Data;

/// <summary>Whether the database can be written, as the last attempts showed. The log has a line for each change of that.</summary>
public sealed partial class DatabaseCondition(TimeProvider time, ILogger<DatabaseCondition> log)
{
    private readonly Lock _lock = new();
    private long _since;

    /// <summary>
    /// Whether the program is still setting the database up. Trouble is not logged meanwhile: the start-up itself reports in one sentence what is wrong.
    /// </summary>
    internal bool Starts { get; set; }

    /// <summary>Why it cannot be written; null where it can.</summary>
    public DatabaseTrouble? Trouble { get; private set; }

    /// <summary>Notes why an attempt failed, if that was trouble of the database.</summary>
    public void Failed(Exception exception)
    {
        if (Starts || DatabaseTrouble.Of(exception) is not { } trouble)
        {
            return;
        }

        lock (_lock)
        {
            if (trouble != Trouble)
            {
                (_since, Trouble) = (Trouble is null ? time.GetTimestamp() : _since, trouble);
                LogFailed(trouble.Says, exception.GetBaseException());
            }
        }
    }

    /// <summary>Notes that something was written.</summary>
    public void Wrote()
    {
        lock (_lock)
        {
            if (Trouble is not null)
            {
                Trouble = null;
                LogWrote(time.GetElapsedTime(_since));
            }
        }
    }

    private void LogFailed(string says, Exception cause) => LogFailed(says, cause.Message);

    private void LogWrote(TimeSpan after) => LogWrote((int)after.TotalSeconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The database cannot be used, and everything waits for it. {Says} ({Detail})")]
    private partial void LogFailed(string says, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database can be written again, after {Seconds} s. What waited goes on")]
    private partial void LogWrote(int seconds);
}

/// <summary>Reports every failed database operation to the <see cref="DatabaseCondition"/>.</summary>
internal sealed class FailedCommands(DatabaseCondition condition) : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => condition.Failed(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        condition.Failed(eventData.Exception);
        return Task.CompletedTask;
    }
}

/// <inheritdoc cref="FailedCommands"/>
internal sealed class FailedTransactions(DatabaseCondition condition) : DbTransactionInterceptor
{
    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => condition.Failed(eventData.Exception);

    public override Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        condition.Failed(eventData.Exception);
        return Task.CompletedTask;
    }
}

/// <inheritdoc cref="FailedCommands"/>
internal sealed class FailedConnections(DatabaseCondition condition) : DbConnectionInterceptor
{
    public override void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => condition.Failed(eventData.Exception);

    public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        condition.Failed(eventData.Exception);
        return Task.CompletedTask;
    }
}
