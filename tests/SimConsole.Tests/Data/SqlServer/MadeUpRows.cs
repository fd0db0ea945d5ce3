using System.Collections;
using System.Data.Common;
using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>The columns of one result of a command, and how many rows it has.</summary>
/// <param name="Inserted">Whether the rows are new ones, which have ids of their own.</param>
internal sealed record ResultShape(IReadOnlyList<string> Columns, int Rows, bool Inserted = false);

/// <summary>Rows that nobody stored: each value is what the reader asks for, unless a test says what a column holds.</summary>
internal sealed class MadeUpRows(IReadOnlyList<ResultShape> sets, IReadOnlyDictionary<string, object?> values) : DbDataReader
{
    // Columns that are NULL in an ordinary row, so that an open change is open and a free account free.
    private static readonly HashSet<string> UsuallyNull = ["EndedAt", "TargetStatus", "ToFleetId", "LockoutEnd", "RevokedAt", "LeaseToken", "Failure"];

    private const string Nothing = "_nothing";

    private static long _lastId = 1_000;

    private int _set;
    private int _row = -1;

    public override int Depth => 0;

    public override int FieldCount => Set.Columns.Count;

    public override bool HasRows => Set.Rows > 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => 1;

    private ResultShape Set => sets[_set];

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>What a command gives back: one result for each SELECT and for each OUTPUT clause.</summary>
    public static IReadOnlyList<ResultShape> SetsOf(string sql, int found)
    {
        var script = (TSqlScript)new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out _);
        var sets = script.Batches.SelectMany(batch => batch.Statements).Select(statement => statement switch
        {
            SelectStatement select => Select(Columns(First(select.QueryExpression).SelectElements), found),
            InsertStatement { InsertSpecification: { OutputClause: { } output } insert } =>
                new ResultShape(Columns(output.SelectColumns, "_rows"), insert.InsertSource is ValuesInsertSource many ? many.RowValues.Count : 1, Inserted: true),
            MergeStatement { MergeSpecification: { OutputClause: { } output } merge } =>
                new ResultShape(Columns(output.SelectColumns, "_rows"), ((InlineDerivedTable)merge.TableReference).RowValues.Count, Inserted: true),
            UpdateStatement { UpdateSpecification.OutputClause: { } output } => new ResultShape(Columns(output.SelectColumns, "_rows"), 1),
            DeleteStatement { DeleteSpecification.OutputClause: { } output } => new ResultShape(Columns(output.SelectColumns, "_rows"), 1),
            _ => null,
        }).OfType<ResultShape>().ToList();
        return sets.Count == 0 ? [new ResultShape([], 0)] : sets;
    }

    public override bool Read() => ++_row < Set.Rows;

    public override bool NextResult()
    {
        _row = -1;
        return ++_set < sets.Count;
    }

    public override bool IsDBNull(int ordinal) =>
        values.TryGetValue(GetName(ordinal), out var value) ? value is null : UsuallyNull.Contains(GetName(ordinal));

    public override string GetName(int ordinal) => Set.Columns[ordinal];

    public override int GetOrdinal(string name) => Set.Columns.ToList().IndexOf(name);

    public override bool GetBoolean(int ordinal) => Given(ordinal, GetName(ordinal) != Nothing);

    public override byte GetByte(int ordinal) => Given(ordinal, (byte)1);

    public override short GetInt16(int ordinal) => Given(ordinal, (short)1);

    public override int GetInt32(int ordinal) => GetName(ordinal) == "_Position" ? _row : Given(ordinal, GetName(ordinal) == Nothing ? 0 : 1);

    public override long GetInt64(int ordinal) => Set.Inserted && GetName(ordinal) == "Id" ? Interlocked.Increment(ref _lastId) : Given(ordinal, 1L);

    public override float GetFloat(int ordinal) => 1;

    public override double GetDouble(int ordinal) => Given(ordinal, 1d);

    public override decimal GetDecimal(int ordinal) => Given(ordinal, 1m);

    public override char GetChar(int ordinal) => 'a';

    public override string GetString(int ordinal) => Given(ordinal, GetName(ordinal) switch { "Fields" => "{}", "Scope" => "*", _ => "a" });

    public override Guid GetGuid(int ordinal) => Given(ordinal, new Guid("00000000-0000-0000-0000-000000000001"));

    public override DateTime GetDateTime(int ordinal) => Given(ordinal, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    public override T GetFieldValue<T>(int ordinal) => typeof(T) switch
    {
        var type when type == typeof(byte[]) => (T)(object)Given(ordinal, Array.Empty<byte>()),
        var type when type == typeof(DateTimeOffset) => (T)(object)new DateTimeOffset(GetDateTime(ordinal)),
        _ => (T)GetValue(ordinal),
    };

    public override object GetValue(int ordinal) => values.TryGetValue(GetName(ordinal), out var value) && value is not null ? value : Array.Empty<byte>();

    public override int GetValues(object[] row) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => 0;

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => 0;

    public override string GetDataTypeName(int ordinal) => "sql_variant";

    public override Type GetFieldType(int ordinal) => typeof(object);

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    private T Given<T>(int ordinal, T otherwise) => values.TryGetValue(GetName(ordinal), out var value) && value is not null
        ? (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture)
        : otherwise;

    /// <summary>A lone column without a name is a count or a yes or no, and has a row whether anything is found or not.</summary>
    private static ResultShape Select(List<string> columns, int found) =>
        columns is not [""] ? new ResultShape(columns, found) : found > 0 ? new ResultShape(columns, 1) : new ResultShape([Nothing], 1);

    private static QuerySpecification First(QueryExpression query) => query switch
    {
        QuerySpecification specification => specification,
        BinaryQueryExpression both => First(both.FirstQueryExpression),
        QueryParenthesisExpression inner => First(inner.QueryExpression),
        _ => throw new NotSupportedException(query.GetType().Name),
    };

    private static List<string> Columns(IList<SelectElement> elements, string unnamed = "") => [.. elements.Select(element => element switch
    {
        SelectScalarExpression { ColumnName.Value: { } alias } => alias,
        SelectScalarExpression { Expression: ColumnReferenceExpression column } => column.MultiPartIdentifier.Identifiers[^1].Value,
        _ => unnamed,
    })];
}
