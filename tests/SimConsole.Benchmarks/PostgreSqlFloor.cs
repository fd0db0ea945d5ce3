using System.Data.Common;
using Npgsql;

namespace SimConsole.Benchmarks;

/// <summary>PostgreSQL over Npgsql, with the durability that the server has.</summary>
internal sealed class PostgreSqlFloor : FloorDatabase
{
    private PostgreSqlFloor(NpgsqlConnection connection) : base(connection)
    {
    }

    /// <remarks>As many as the console has lanes: while one waits for its commit to reach the disk, others work.</remarks>
    public override int Writers => new StatusChanges.StatusChangeOptions().ParallelBatches;

    public static PostgreSqlFloor Open(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        connection.Open();
        return new PostgreSqlFloor(connection);
    }

    public override string Each(string parameter) => $"unnest({parameter})";

    public override string Is(string column, string parameter) => $"{column} = ANY ({parameter})";

    public override string Later(string time, int milliseconds) => $"{time} + interval '{milliseconds} milliseconds'";

    public override string IdsHolding(string term, int take) => $"SELECT s.\"Id\" FROM \"Sims\" s WHERE s.\"Id\" IN (SELECT \"SimId\" FROM {Holding(term)}) ORDER BY s.\"Id\" DESC LIMIT {take}";

    public override string CountHolding(string term) => $"SELECT count(*) FROM {Holding(term)}";

    public override DateTimeOffset Time(DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public override void InTransaction(Action work)
    {
        using var transaction = Connection.BeginTransaction();
        work();
        transaction.Commit();
    }

    /// <remarks>One statement, which is a transaction by itself: one round trip.</remarks>
    public override Action<object[]> Together(string first, string second, params string[] parameters)
    {
        var both = Prepare($"WITH first AS ({first}) {second}", parameters);
        return values => both.Execute(values);
    }

    private static string Holding(string term) => $"""
        "SimSearch" WHERE "Numbers" ILIKE '%{term}%' OR "Names" ILIKE '%{term}%'
        """;

    protected override bool TakesAll => true;

    protected override object Stored(object value) => value is DateTimeOffset time ? time.UtcDateTime : value;
}
