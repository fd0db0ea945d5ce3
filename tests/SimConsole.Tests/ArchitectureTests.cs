using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests;

/// <summary>The lines that the layout draws, held: a folder under <c>src</c> is a slice, and its namespace says so.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Console = typeof(Sim).Assembly;
    private static readonly DirectoryInfo Source = new(Path.Combine(ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory)), "src"));

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
    public void Every_page_is_for_those_who_are_signed_in_but_those_on_which_they_do()
    {
        var pages = Types.Where(type => type.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        Assert.Empty(pages.Where(page => !page.GetCustomAttributes<AuthorizeAttribute>().Any()).Select(page => page.Name));
        Assert.Equal([nameof(InvitationPage), nameof(SecondFactorPage), nameof(SignInPage)], pages.Where(page => page.GetCustomAttributes<AllowAnonymousAttribute>().Any()).Select(page => page.Name).Order());
    }

    [Fact]
    public void Nobody_says_himself_who_he_is()
    {
        var doors = Files("*.cs").Concat(Files("*.razor"))
            .Where(file => File.ReadAllText(file.FullName).Contains("new Caller(", StringComparison.Ordinal))
            .Select(file => file.Name);
        Assert.Equal(["Caller.cs"], doors);
    }

    [Fact]
    public void Only_the_gate_writes_the_status_of_a_sim()
    {
        // Assignments and initialisers, whoever is assigned to, are calls in what was compiled.
        var setter = typeof(Sim).GetProperty(nameof(Sim.Status))!.SetMethod!.MetadataToken;
        var setters = Console.GetTypes().Where(type => Methods(type).Any(method => Calls(method, setter))).Select(Outermost).Select(type => type.Name).Distinct().Order();

        // These two add Sims that have a status elsewhere: in the account upstream, and in the history that a sample is given.
        Assert.Equal(["SampleSims", nameof(StatusChangeService), nameof(UpstreamImport)], setters);

        var statements = Files("*.cs").Concat(Files("*.razor"))
            .Where(file => !file.FullName.Contains("Migrations", StringComparison.Ordinal) && WritesStatus().IsMatch(File.ReadAllText(file.FullName)))
            .Select(file => file.Name)
            .ToList();
        Assert.Contains("StatusChangeService.cs", statements);
        Assert.Contains("SqliteStatusChangeOpening.cs", statements);
        Assert.Contains("SqlServerStatusChangeOpening.cs", statements);
        Assert.All(statements, name => Assert.Contains("StatusChange", name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_gate_calls_no_other_slice_and_durable_work_knows_none()
    {
        Assert.Equal(["Data", "Live", "Sims", "Work"], Used(Files("StatusChangeService*.cs").Where(file => file.Name != "StatusChangeServices.cs")));
        Assert.Equal(["Data"], Used(Files("*.cs").Where(file => file.Directory!.Name == "Work")));

        static IEnumerable<string> Used(IEnumerable<FileInfo> files) =>
            files.SelectMany(file => UsedSlice().Matches(File.ReadAllText(file.FullName))).Select(match => match.Groups[1].Value).Distinct().Order();
    }

    [Fact]
    public void A_slice_uses_no_page_of_another_slice()
    {
        // What every slice draws with is in Shell; a Sim's own small components are drawn wherever a Sim is.
        var pages = Types.Where(type => type.GetCustomAttributes<RouteAttribute>().Any()).ToDictionary(type => type.Name, Slice);
        var faults = Files("*.razor").Concat(Files("*.cs")).SelectMany(file => pages
            .Where(page => page.Value != Slice(file) && page.Value != "Shell" && Slice(file) != "Shell")
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

    private static string Slice(FileInfo file)
    {
        var folder = file.Directory!;
        while (folder.Parent is { Name: not "src" } parent)
        {
            folder = parent;
        }

        return folder.Name;
    }

    private static string Slice(Type type) => type.Namespace!["SimConsole.".Length..].Split('.')[0];

    private static IEnumerable<Type> Injected(Type component) => component
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(property => property.GetCustomAttribute<InjectAttribute>() is not null)
        .Select(property => property.PropertyType);

    private static IEnumerable<FileInfo> Files(string pattern) => Source.EnumerateFiles(pattern, SearchOption.AllDirectories);

    private static IEnumerable<MethodBase> Methods(Type type)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetMethods(all).Concat<MethodBase>(type.GetConstructors(all));
    }

    private static bool Calls(MethodBase method, int token)
    {
        const byte call = 0x28, callVirtual = 0x6F;
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        return Enumerable.Range(0, Math.Max(0, code.Length - sizeof(int))).Any(i => code[i] is call or callVirtual && BitConverter.ToInt32(code, i + 1) == token);
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } around ? Outermost(around) : type;

    [GeneratedRegex(@"SetProperty\(s => s\.Status,|UPDATE\b[^;]*?\bSET\b[^;]*?\bStatus\W*\s=", RegexOptions.IgnoreCase)]
    private static partial Regex WritesStatus();

    [GeneratedRegex(@"using SimConsole\.(\w+)[\w.]*;")]
    private static partial Regex UsedSlice();
}
