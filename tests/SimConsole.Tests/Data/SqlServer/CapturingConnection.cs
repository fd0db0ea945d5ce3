using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>
/// A connection to no server: it keeps every command that is sent, and answers it with rows that are made up, so that the code under test goes
/// on to the next one.
/// </summary>
internal sealed class CapturingConnection : DbConnection
{
    private ConnectionState _state;

    public List<CapturedStatement> Statements { get; } = [];

    /// <summary>What the next rows hold in a column, where it matters; a null is NULL.</summary>
    public Dictionary<string, object?> Values { get; } = [];

    /// <summary>How many rows a query finds.</summary>
    public int Found { get; set; } = 1;

    /// <summary>The table in which a row is found all the same; null for none.</summary>
    public string? FoundIn { get; set; }

    /// <summary>How many rows a statement changes.</summary>
    public int Changed { get; set; } = 1;

    public const string Begin = "BEGIN TRANSACTION";
    public const string Commit = "COMMIT TRANSACTION";

    /// <summary>Called before each command, and with <see cref="Begin"/> and <see cref="Commit"/>, to throw what a server might.</summary>
    public Action<string>? Sending { get; set; }

    [AllowNull]
    public override string ConnectionString { get; set; } = "Server=none";

    public override string Database => "none";

    public override string DataSource => "none";

    public override string ServerVersion => "16.00.0000";

    public override ConnectionState State => _state;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Close() => _state = ConnectionState.Closed;

    public override void Open() => _state = ConnectionState.Open;

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        Sending?.Invoke(Begin);
        return new NoTransaction(this, isolationLevel);
    }

    protected override DbCommand CreateDbCommand() => new CapturingCommand(this);

    private sealed class NoTransaction(CapturingConnection connection, IsolationLevel level) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => level;

        protected override DbConnection DbConnection => connection;

        public override void Commit() => connection.Sending?.Invoke(CapturingConnection.Commit);

        public override void Rollback()
        {
        }

        public override void Save(string savepointName)
        {
        }

        public override void Release(string savepointName)
        {
        }

        public override void Rollback(string savepointName)
        {
        }
    }

    private sealed class CapturingCommand(CapturingConnection connection) : DbCommand
    {
        // EF Core's type mappings expect the parameters of the real driver.
        private readonly SqlCommand _real = new();

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; } = connection;

        protected override DbParameterCollection DbParameterCollection => _real.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override void Prepare()
        {
        }

        public override int ExecuteNonQuery()
        {
            Capture();
            return connection.Changed;
        }

        public override object? ExecuteScalar()
        {
            Capture();
            return 1;
        }

        protected override DbParameter CreateDbParameter() => new SqlParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
        {
            Capture();
            return new MadeUpRows(MadeUpRows.SetsOf(CommandText, connection.FoundIn is { } table && CommandText.Contains($"FROM [{table}]", StringComparison.Ordinal) ? 1 : connection.Found), connection.Values);
        }

        protected override void Dispose(bool disposing)
        {
            _real.Dispose();
            base.Dispose(disposing);
        }

        private void Capture()
        {
            connection.Statements.Add(CapturedStatement.Of(CommandText, _real.Parameters.Cast<SqlParameter>()));
            connection.Sending?.Invoke(CommandText);
        }
    }
}
