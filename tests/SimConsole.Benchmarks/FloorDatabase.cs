using System.Data.Common;

namespace SimConsole.Benchmarks;

/// <summary>
/// One connection with the durability that the console has, and nothing above it. Statements are written once for both engines, and say for which of their
/// parameters they are given many values: SQLite, a call away, runs a prepared statement for each; PostgreSQL, a round trip away, runs one for all.
/// </summary>
internal abstract class FloorDatabase(DbConnection connection) : IDisposable
{
    protected DbConnection Connection => connection;

    /// <summary>How many connections at once write fastest.</summary>
    public abstract int Writers { get; }

    /// <summary>The values of a parameter of which there are many, one for each row that is written.</summary>
    public abstract string Each(string parameter);

    /// <summary>Whether a column has one of the values of a parameter of which there are many.</summary>
    public abstract string Is(string column, string parameter);

    /// <summary>A time after a time.</summary>
    public abstract string Later(string time, int milliseconds);

    /// <summary>A query for the newest Sims with an identifier that holds <paramref name="term"/>, as the engine's index for it finds them.</summary>
    public abstract string IdsHolding(string term, int take);

    /// <summary>A query for how many those are.</summary>
    public abstract string CountHolding(string term);

    /// <summary>A stored time.</summary>
    public abstract DateTimeOffset Time(DbDataReader row, int column);

    public abstract void InTransaction(Action work);

    /// <summary>What does two things in one transaction, with the values of the same parameters.</summary>
    public abstract Action<object[]> Together(string first, string second, params string[] parameters);

    /// <param name="parameters">Those of which there are many values first.</param>
    public FloorStatement Prepare(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return new FloorStatement(command, Stored, TakesAll);
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Whether one statement takes all values of a parameter.</summary>
    protected abstract bool TakesAll { get; }

    /// <summary>What is stored of a value.</summary>
    protected abstract object Stored(object value);
}

/// <summary>A prepared statement; values are given in the order of its parameters.</summary>
internal sealed class FloorStatement(DbCommand command, Func<object, object> stored, bool takesAll) : IDisposable
{
    private bool _prepared;

    public void Execute(params ReadOnlySpan<object> values)
    {
        Bind(0, values);
        Run();
    }

    /// <summary>Executes it for each row of some columns, each an array; the other values are the same for all.</summary>
    public void ForEach(Array[] columns, params ReadOnlySpan<object> values)
    {
        Bind(columns.Length, values);
        if (takesAll)
        {
            Bind(0, columns);
            Run();
            return;
        }

        for (var row = 0; row < columns[0].Length; row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                command.Parameters[i].Value = columns[i].GetValue(row) ?? DBNull.Value;
            }

            Run();
        }
    }

    public List<T> Read<T>(Func<DbDataReader, T> row, params ReadOnlySpan<object> values)
    {
        Bind(0, values);
        Prepare();
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public void Dispose() => command.Dispose();

    private void Bind(int from, ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[from + i].Value = stored(values[i]);
        }
    }

    private void Run()
    {
        Prepare();
        command.ExecuteNonQuery();
    }

    /// <summary>Only values say of what type a parameter is.</summary>
    private void Prepare()
    {
        if (!_prepared)
        {
            command.Prepare();
            _prepared = true;
        }
    }
}
