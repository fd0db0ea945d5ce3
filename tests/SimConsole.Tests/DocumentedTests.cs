using System.Reflection;
using System.Text.RegularExpressions;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests;

/// <summary>A document that says which test shows something names one that is there.</summary>
public sealed partial class DocumentedTests
{
    private static string Root => ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory));

    public static TheoryData<string> Documents =>
        [.. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Concat(Directory.GetFiles(Path.Combine(Root, "src"), "README.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file)).Order()];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_test_that_a_document_names_is_there(string document)
    {
        var tests = typeof(DocumentedTests).Assembly.GetTypes().ToLookup(type => type.Name);
        var named = Named().Matches(await File.ReadAllTextAsync(Path.Combine(Root, document), TestContext.Current.CancellationToken));
        Assert.Empty(named.Where(name => !IsThere(name.Groups["class"].Value, name.Groups["method"].Value)).Select(name => name.Value));

        bool IsThere(string test, string method) => tests[test].Any(type => method.Length == 0
            || type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
                .Any(m => method.EndsWith('…') ? m.Name.StartsWith(method[..^1], StringComparison.Ordinal) : m.Name == method));
    }

    /// <summary>What stands in backticks and ends in Tests, with a method of it, the end of which may be left out.</summary>
    [GeneratedRegex(@"`(?<class>[A-Z]\w*Tests)(\.(?<method>\w+…?))?`")]
    private static partial Regex Named();
}
