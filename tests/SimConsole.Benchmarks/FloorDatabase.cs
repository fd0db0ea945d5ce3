using Microsoft.Data.Sqlite;

namespace SimConsole.Benchmarks;

/// <summary>One connection to SQLite with the settings that the console uses, and nothing above it.</summary>
internal sealed class FloorDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    private FloorDatabase(SqliteConnection connection) => _connection = connection;

    public static FloorDatabase Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = Data.Sqlite.SqlitePragmas.Sql;
        pragmas.ExecuteNonQuery();
        return new FloorDatabase(connection);
    }

    public FloorStatement Prepare(string sql, params string[] parameters) => new(_connection, sql, parameters);

    public void InTransaction(Action work)
    {
        using var begin = Prepare("BEGIN IMMEDIATE");
        using var commit = Prepare("COMMIT");
        begin.Execute();
        work();
        commit.Execute();
    }

    public void Dispose() => _connection.Dispose();
}

/// <summary>A prepared statement; values are given in the order of its parameters.</summary>
internal sealed class FloorStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public FloorStatement(SqliteConnection connection, string sql, string[] parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in parameters)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = 0L });
        }

        _command.Prepare();
    }

    public void Execute(params ReadOnlySpan<object> values)
    {
        Bind(values);
        _command.ExecuteNonQuery();
    }

    public List<T> Read<T>(Func<SqliteDataReader, T> row, params ReadOnlySpan<object> values)
    {
        Bind(values);
        using var reader = _command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }
    }
}
