using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SimConsole.Tests;

/// <summary>What one console sends to its database through EF Core.</summary>
public sealed class Statements : DbCommandInterceptor
{
    private readonly Lock _lock = new();
    private readonly List<Statement> _sent = [];

    /// <summary>What is sent while something is done.</summary>
    public async Task<IReadOnlyList<Statement>> OfAsync(Func<Task> work)
    {
        int before;
        lock (_lock)
        {
            before = _sent.Count;
        }

        await work();
        lock (_lock)
        {
            return _sent[before..];
        }
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Keep(command, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Keep(command, result));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => Keep(command, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => new(Keep(command, result));

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) => Keep(command, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) => new(Keep(command, result));

    private TResult Keep<TResult>(DbCommand command, TResult result)
    {
        var statement = new Statement(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]);
        lock (_lock)
        {
            _sent.Add(statement);
        }

        return result;
    }
}

/// <summary>A statement, and the values of its parameters by their names.</summary>
public sealed record Statement(string Text, IReadOnlyList<(string Name, object? Value)> Parameters);
