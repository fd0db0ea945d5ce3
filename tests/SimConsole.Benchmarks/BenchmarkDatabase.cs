using SimConsole.Data;

namespace SimConsole.Benchmarks;

/// <summary>A database for a console and for a floor. Disposal deletes it, unless it is a base.</summary>
internal sealed class BenchmarkDatabase(string provider, string connectionString, Func<FloorDatabase> open, Func<ValueTask> delete) : IAsyncDisposable
{
    /// <summary>The keys of the configuration that name it.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; } = [(DataServices.ProviderKey, provider), (DataServices.ConnectionStringKey, connectionString)];

    /// <summary>A connection by hand.</summary>
    public FloorDatabase Open() => open();

    public ValueTask DisposeAsync() => delete();
}
