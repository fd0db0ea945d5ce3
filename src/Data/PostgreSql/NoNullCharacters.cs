using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SimConsole.Data.PostgreSql;

/// <summary>
/// PostgreSQL stores no text that contains the character U+0000, and refuses the whole statement. Such text is written, and searched for, with U+FFFD in its
/// place, the character that Unicode provides for what cannot be represented.
/// </summary>
internal sealed class NoNullCharacters : DbCommandInterceptor
{
    public static NoNullCharacters Instance { get; } = new();

    /// <summary>The text as PostgreSQL takes it.</summary>
    public static string Replace(string text) => text.Replace('\0', '\uFFFD');

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Replace(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Replace(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Replace(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Replace(command);
        return ValueTask.FromResult(result);
    }

    private static void Replace(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            switch (parameter.Value)
            {
                case string text when text.Contains('\0'):
                    parameter.Value = Replace(text);
                    break;
                case IEnumerable<string?> texts when texts.Any(text => text?.Contains('\0') == true):
                    parameter.Value = texts.Select(text => text is null ? null : Replace(text)).ToArray();
                    break;
            }
        }
    }
}
