namespace SimConsole.Benchmarks;

/// <summary>A published build of the console, and a copy of a base to run it on. Disposal deletes both.</summary>
internal sealed class PublishedConsole : IDisposable
{
    private readonly string _file;

    private PublishedConsole(string folder, string file) => (Folder, _file) = (folder, file);

    public string Folder { get; }

    public static async Task<PublishedConsole> OnBaseAsync(int sims)
    {
        var console = new PublishedConsole(Directory.CreateTempSubdirectory("simconsole-bench-publish-").FullName, await SampleBase.CopyAsync(sims));
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

    /// <summary>What starts it on its base, with these settings.</summary>
    public string[] Program(params string[] settings) => [Path.Combine(Folder, "SimConsole.dll"), $"--ConnectionStrings:SimConsole=Data Source={_file}", .. settings];

    public void Dispose()
    {
        SampleBase.Delete(_file);
        Directory.Delete(Folder, recursive: true);
    }
}
