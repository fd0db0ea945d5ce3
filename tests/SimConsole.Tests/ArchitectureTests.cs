using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests;

/// <summary>The lines that the layout draws, held: a folder under <c>src</c> is a slice, and its namespace says so.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Console = typeof(Sim).Assembly;
    private static readonly DirectoryInfo Source = new(Path.Combine(Root().FullName, "src"));

    private static IEnumerable<Type> Types => Console.GetTypes().Where(type => type.Namespace?.StartsWith("SimConsole", StringComparison.Ordinal) == true && !type.IsNested);

    [Fact]
    public void A_page_never_sees_a_database()
    {
        var faults = Types.Where(type => typeof(ComponentBase).IsAssignableFrom(type))
            .Where(type => Injected(type).Any(injected => typeof(DbContext).IsAssignableFrom(injected) || injected.IsGenericType && injected.GetGenericTypeDefinition() == typeof(IDbContextFactory<>)))
            .Select(type => type.Name);
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_page_is_for_those_who_are_signed_in_but_the_one_on_which_they_do()
    {
        var pages = Types.Where(type => type.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        Assert.Empty(pages.Where(page => !page.GetCustomAttributes<AuthorizeAttribute>().Any()).Select(page => page.Name));
        Assert.Equal([nameof(SignInPage)], pages.Where(page => page.GetCustomAttributes<AllowAnonymousAttribute>().Any()).Select(page => page.Name));
    }

    [Fact]
    public void Only_a_signed_in_person_gives_orders_from_a_page()
    {
        var doors = Files("*.cs").Concat(Files("*.razor"))
            .Where(file => File.ReadAllText(file.FullName).Contains("OrderSource.Console", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file.FullName).Contains("new Actor(", StringComparison.Ordinal))
            .Select(file => file.Name);
        Assert.Equal(["SignedInPerson.cs"], doors);
    }

    [Fact]
    public void Only_the_gate_writes_the_status_of_a_sim()
    {
        var writers = Files("*.cs").Concat(Files("*.razor"))
            .Where(file => WritesStatus().IsMatch(File.ReadAllText(file.FullName)))
            .Select(file => file.Name)
            .ToList();
        Assert.Contains("StatusChangeService.cs", writers);
        Assert.All(writers, name => Assert.Contains("StatusChange", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_slice_uses_no_page_of_another_slice()
    {
        // What every slice draws with is in Shell; a Sim's own small components are drawn wherever a Sim is.
        var pages = Types.Where(type => type.GetCustomAttributes<RouteAttribute>().Any()).ToDictionary(type => type.Name, Slice);
        var faults = Files("*.razor").Concat(Files("*.cs")).SelectMany(file => pages
            .Where(page => page.Value != file.Directory!.Name && page.Value != "Shell" && file.Directory.Name != "Shell")
            .Where(page => Regex.IsMatch(File.ReadAllText(file.FullName), $@"<{page.Key}\b|new {page.Key}\b"))
            .Select(page => $"{file.Name} draws {page.Key}"));
        Assert.Empty(faults);
    }

    [Fact]
    public void Tables_are_described_by_the_slice_that_owns_them()
    {
        var faults = Types.SelectMany(type => type.GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>))
            .Where(i => i.GenericTypeArguments[0].Namespace != type.Namespace)
            .Select(i => $"{type.Name} describes {i.GenericTypeArguments[0].Name}"));
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_namespace_is_the_folder_of_its_file()
    {
        var faults = Files("*.cs")
            .Where(file => !file.Name.Equals("Program.cs", StringComparison.Ordinal) && !file.FullName.Contains("Migrations", StringComparison.Ordinal))
            .Where(file => !File.ReadAllText(file.FullName).Contains($"namespace SimConsole.{Path.GetRelativePath(Source.FullName, file.DirectoryName!).Replace(Path.DirectorySeparatorChar, '.')};", StringComparison.Ordinal))
            .Select(file => file.Name);
        Assert.Empty(faults);
    }

    [Fact]
    public void Classes_are_sealed_unless_they_are_meant_to_be_derived()
    {
        var open = Types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !typeof(ComponentBase).IsAssignableFrom(type))
            .Where(type => !type.Name.StartsWith('<') && type.Name is not "Program" and not "_Imports" && !type.Name.EndsWith("Snapshot", StringComparison.Ordinal) && !type.Namespace!.Contains("Migrations", StringComparison.Ordinal))
            .Select(type => type.FullName);
        Assert.Empty(open);
    }

    private static string Slice(Type type) => type.Namespace!["SimConsole.".Length..].Split('.')[0];

    private static IEnumerable<Type> Injected(Type component) => component
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(property => property.GetCustomAttribute<InjectAttribute>() is not null)
        .Select(property => property.PropertyType);

    private static IEnumerable<FileInfo> Files(string pattern) => Source.EnumerateFiles(pattern, SearchOption.AllDirectories);

    private static DirectoryInfo Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SimConsole.sln")))
        {
            folder = folder.Parent!;
        }

        return folder;
    }

    [GeneratedRegex(@"\bsim\.Status = |SetProperty\(s => s\.Status,|UPDATE \W?Sims\W? SET .*Status")]
    private static partial Regex WritesStatus();
}
