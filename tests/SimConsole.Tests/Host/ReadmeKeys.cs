using System.Text.RegularExpressions;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>The keys of the configuration that README names.</summary>
internal static partial class ReadmeKeys
{
    /// <summary>The keys in the first column of README's table; one that begins with a colon stands for the first of its row with another end.</summary>
    public static IReadOnlyList<string> All { get; } = Read();

    private static List<string> Read()
    {
        var readme = File.ReadAllText(Path.Combine(ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory)), "README.md"));
        return [.. Row().Matches(readme).SelectMany(row =>
        {
            string[] keys = [.. Quoted().Matches(row.Value).Select(key => key.Groups[1].Value)];
            return keys.Select(key => key[0] == ':' ? keys[0][..keys[0].LastIndexOf(':')] + key : key);
        })];
    }

    [GeneratedRegex(@"^\| `[^|]*(?=\|)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
