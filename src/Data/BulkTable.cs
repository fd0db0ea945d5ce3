using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SimConsole.Data;

/// <summary>
/// The table of an entity as the model describes it, for writing very many rows that nobody tracks: every column, keys included,
/// as the provider stores it.
/// </summary>
internal sealed class BulkTable<T> where T : class
{
    private readonly Func<T, object>[] _read;

    public BulkTable(IModel model)
    {
        var entity = model.FindEntityType(typeof(T))!;
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        IProperty[] properties = [.. entity.GetProperties()];
        Name = table.Name;
        Columns = [.. properties.Select(p => (p.GetColumnName(table)!, StoredType(p)))];
        _read = [.. properties.Select(Reader)];
    }

    public string Name { get; }

    public IReadOnlyList<(string Name, Type Type)> Columns { get; }

    /// <summary>What is stored of <paramref name="row"/> in column number <paramref name="column"/>.</summary>
    public object Value(T row, int column) => _read[column](row);

    /// <summary>The rows as a table in memory.</summary>
    public DataTable ToDataTable(IEnumerable<T> rows)
    {
        var data = new DataTable(Name);
        foreach (var (name, type) in Columns)
        {
            data.Columns.Add(name, type);
        }

        foreach (var row in rows)
        {
            data.Rows.Add([.. _read.Select(read => read(row))]);
        }

        return data;
    }

    private static Type StoredType(IProperty property)
    {
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static Func<T, object> Reader(IProperty property)
    {
        var getter = property.GetGetter();
        return property.GetTypeMapping().Converter is { } converter
            ? row => getter.GetClrValue(row) is { } value ? converter.ConvertToProvider(value)! : DBNull.Value
            : row => getter.GetClrValue(row) ?? DBNull.Value;
    }
}
