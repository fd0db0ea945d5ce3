namespace SimConsole.Benchmarks;

/// <summary>A published build of the console. Disposal deletes it.</summary>
internal sealed class PublishedConsole : IDisposable
{
    private PublishedConsole(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<PublishedConsole> MakeAsync()
    {
        var console = new PublishedConsole(Directory.CreateTempSubdirectory("simconsole-bench-publish-").FullName);
        try
        {
            await ServedProgram.PublishConsoleAsync(console.Folder);
            return console;
        }
        catch
        {
            console.Dispose();
            throw;
        }
    }

    /// <summary>What starts it on a database, with these settings.</summary>
    public string[] Program(BenchmarkDatabase database, params string[] settings) =>
        [Path.Combine(Folder, "SimConsole.dll"), .. database.Settings.Select(s => $"--{s.Key}={s.Value}"), .. settings];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
