using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SimConsole.Benchmarks;

/// <summary>SQLite with the settings that the console uses. Times are milliseconds.</summary>
internal sealed class SqliteFloor : FloorDatabase
{
    private readonly FloorStatement _begin;
    private readonly FloorStatement _commit;

    private SqliteFloor(SqliteConnection connection) : base(connection) => (_begin, _commit) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"));

    /// <remarks>SQLite has one writer at a time.</remarks>
    public override int Writers => 1;

    public static SqliteFloor Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = Data.Sqlite.SqlitePragmas.Sql;
        pragmas.ExecuteNonQuery();
        return new SqliteFloor(connection);
    }

    public override string Each(string parameter) => parameter;

    public override string Is(string column, string parameter) => $"{column} = {parameter}";

    public override string Later(string time, int milliseconds) => $"{time} + {milliseconds}";

    /// <remarks>The full-text index finds, from the newest, the comparison decides.</remarks>
    public override string IdsHolding(string term, int take) => $"SELECT s.Id FROM {Holding(term)} ORDER BY x.rowid DESC LIMIT {take}";

    public override string CountHolding(string term) => $"SELECT count(*) FROM {Holding(term)}";

    public override DateTimeOffset Time(DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public override void InTransaction(Action work)
    {
        _begin.Execute();
        work();
        _commit.Execute();
    }

    public override Action<object[]> Together(string first, string second, params string[] parameters)
    {
        var (one, other) = (Prepare(first, parameters), Prepare(second, parameters));
        return values => InTransaction(() =>
        {
            one.Execute(values);
            other.Execute(values);
        });
    }

    private static string Holding(string term)
    {
        var pieces = string.Join(" AND ", Enumerable.Range(0, term.Length - 3).Select(at => $"\"{term.Substring(at, 4)}\"").Distinct());
        return $"""
            SimSearch x JOIN Sims s ON s.Id = x.rowid
            WHERE SimSearch MATCH '{pieces}' AND (s.Iccid LIKE '%{term}%' OR s.Sid LIKE '%{term}%' OR s.UniqueName LIKE '%{term}%' OR s.Imsi LIKE '%{term}%')
            """;
    }

    protected override bool TakesAll => false;

    protected override object Stored(object value) => value switch
    {
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        Guid guid => guid.ToString(),
        _ => value,
    };
}
