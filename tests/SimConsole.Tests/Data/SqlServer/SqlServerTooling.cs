using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SimConsole.Data;
using SimConsole.Data.SqlServer;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>
/// Microsoft's own model of T-SQL: it binds the names of a statement to a schema without a server. It proves names and syntax, not locks,
/// plans or speed.
/// </summary>
internal static class SqlServerTooling
{
    // Warnings that a server would answer with an error: a name that binds to nothing, and one that binds to two things.
    private static readonly int[] ErrorsInDisguise = [71502, 71005];

    /// <summary>A context of the SQL Server provider that can say what it would send, and never connects.</summary>
    public static SqlServerSimConsoleDb OpenContext()
    {
        var options = new DbContextOptionsBuilder<SqlServerSimConsoleDb>();
        options.UseSimConsoleSqlServer("Server=none");
        return new SqlServerSimConsoleDb(options.Options);
    }

    /// <summary>The script that makes the schema from the model as it is.</summary>
    public static string CreateScript()
    {
        using var db = OpenContext();
        return db.Database.GenerateCreateScript();
    }

    /// <summary>The script of all migrations.</summary>
    public static string MigrationScript(MigrationsSqlGenerationOptions options)
    {
        using var db = OpenContext();
        return db.GetService<IMigrator>().GenerateScript(options: options);
    }

    /// <summary>What the parser has against a script.</summary>
    public static IReadOnlyList<string> ParseErrors(string script)
    {
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        return [.. errors.Select(error => $"line {error.Line}: {error.Message}")];
    }

    /// <summary>What the tooling has against a schema and, bound to it, statements.</summary>
    public static IReadOnlyList<string> Faults(string schema, IReadOnlyList<CapturedStatement> statements)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql150, new TSqlModelOptions());
        var faults = new List<string>();
        foreach (var statement in StatementsOf(schema))
        {
            Add(model, statement, faults);
        }

        for (var i = 0; i < statements.Count; i++)
        {
            Add(model, statements[i].AsProcedure($"p{i}"), faults);
        }

        faults.AddRange(model.Validate()
            .Where(message => message.MessageType == DacMessageType.Error || ErrorsInDisguise.Contains(message.Number))
            .Where(message => !message.Message.Contains("[sys]", StringComparison.OrdinalIgnoreCase) && !message.Message.Contains("sp_getapplock", StringComparison.Ordinal))
            .Select(message => $"SQL{message.Number}: {message.Message}"));
        return faults;
    }

    private static void Add(TSqlModel model, string statement, List<string> faults)
    {
        try
        {
            model.AddObjects(statement);
        }
        catch (DacModelException exception)
        {
            faults.Add($"{exception.Message}\n{statement}");
        }
    }

    /// <summary>The statements of a script that describe a schema; rows and settings are none.</summary>
    private static IEnumerable<string> StatementsOf(string script)
    {
        var parsed = (TSqlScript)new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        Assert.Empty(errors.Select(error => error.Message));
        return parsed.Batches.SelectMany(batch => batch.Statements)
            .Where(statement => statement is CreateTableStatement or CreateIndexStatement or AlterTableStatement)
            .Select(statement => script.Substring(statement.StartOffset, statement.FragmentLength));
    }
}
