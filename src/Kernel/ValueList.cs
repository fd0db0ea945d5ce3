using System.Collections;
using System.Runtime.CompilerServices;

namespace SimConsole.Kernel;

/// <summary>A list that is equal to another with equal elements in the same order, so that a record that holds one is compared by what it holds.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _elements;

    internal ValueList(T[] elements) => _elements = elements;

    public int Count => _elements.Length;

    public T this[int index] => _elements[index];

    public bool Equals(ValueList<T>? other) => other is not null && _elements.AsSpan().SequenceEqual(other._elements);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var element in _elements)
        {
            hash.Add(element);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _elements.GetEnumerator();
}

/// <summary>Makes lists that are compared by what they hold.</summary>
public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> elements) => new(elements.ToArray());
}
