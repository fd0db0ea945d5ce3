using System.Data;
using Microsoft.Data.SqlClient;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>One command that the application sent, with the types of its parameters as T-SQL writes them.</summary>
internal sealed record CapturedStatement(string Sql, IReadOnlyList<(string Name, string Type)> Parameters)
{
    /// <summary>The statement as the body of a procedure, which is what the tooling can bind.</summary>
    public string AsProcedure(string name)
    {
        var parameters = string.Join(", ", Parameters.Select(p => $"{p.Name} {p.Type}"));
        return $"CREATE PROCEDURE [dbo].[{name}] {(parameters.Length == 0 ? "" : $"({parameters})")} AS BEGIN\n{Sql}\nEND";
    }

    public static CapturedStatement Of(string sql, IEnumerable<SqlParameter> parameters) =>
        new(sql, [.. parameters.Select(p => (p.ParameterName.StartsWith('@') ? p.ParameterName : "@" + p.ParameterName, TypeOf(p)))]);

    private static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        SqlDbType.NVarChar or SqlDbType.VarChar or SqlDbType.VarBinary or SqlDbType.NChar or SqlDbType.Char =>
            $"{parameter.SqlDbType.ToString().ToLowerInvariant()}({(parameter.Size is > 0 and <= 4_000 ? parameter.Size : "max")})".Replace("char(max)", parameter.SqlDbType is SqlDbType.NChar or SqlDbType.Char ? "char(34)" : "char(max)", StringComparison.Ordinal),
        SqlDbType.DateTime2 => "datetime2(3)",
        var other => other.ToString().ToLowerInvariant(),
    };
}
