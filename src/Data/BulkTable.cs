using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SimConsole.Data;

/// <summary>
/// The table of an entity as the model describes it, for writing very many rows without tracking them: every column as the provider stores it. The key that the
/// database generates is left out if the rows have none.
/// </summary>
internal sealed class BulkTable<T> where T : class
{
    private readonly Func<T, object>[] _read;

    /// <param name="rows">The rows to write: either all have a key, or none has.</param>
    public BulkTable(IModel model, IReadOnlyCollection<T> rows)
    {
        var entity = model.FindEntityType(typeof(T))!;
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var generated = entity.GetProperties()
            .SingleOrDefault(p => p.IsPrimaryKey() && p.ValueGenerated == ValueGenerated.OnAdd && p.ClrType == typeof(long) && !p.IsForeignKey());
        var bringsKeys = generated is null || rows.Any(row => generated.GetGetter().GetClrValue(row) is not 0L);
        IProperty[] properties = [.. entity.GetProperties().Where(p => bringsKeys || p != generated)];
        Name = table.Name;
        Columns = [.. properties.Select(p => (p.GetColumnName(table)!, StoredType(p)))];
        Keys = [.. properties.Where(p => p.IsPrimaryKey()).Select(p => p.GetColumnName(table)!)];
        BroughtKey = bringsKeys ? generated?.GetColumnName(table) : null;
        StoreTypes = [.. properties.Select(p => p.GetColumnType(table))];
        _read = [.. properties.Select(Reader)];
    }

    public string Name { get; }

    public IReadOnlyList<(string Name, Type Type)> Columns { get; }

    /// <summary>The columns of the primary key.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The key column that the database would have generated, if the rows have their own keys; null otherwise.</summary>
    public string? BroughtKey { get; }

    /// <summary>The type of each column, as the database names it.</summary>
    public IReadOnlyList<string> StoreTypes { get; }

    /// <summary>What is stored of <paramref name="row"/> in column number <paramref name="column"/>.</summary>
    public object Value(T row, int column) => _read[column](row);

    /// <summary>The rows as JSON: an array of arrays, in the order of the columns.</summary>
    public string ToJson(IEnumerable<T> rows)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                for (var i = 0; i < Columns.Count; i++)
                {
                    Write(json, Value(row, i));
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case DBNull:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                json.WriteStringValue(time);
                break;
            case Guid id:
                json.WriteStringValue(id);
                break;
            default:
                throw new NotSupportedException($"Rows with a {value.GetType().Name} cannot be written in bulk.");
        }
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
