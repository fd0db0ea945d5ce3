using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests;

/// <summary>The tiers of <c>docs/architecture.md</c>, read from the compiled types with the bodies of their methods: nothing looks up.</summary>
public sealed class TierTests
{
    private static readonly Assembly Console = typeof(Sim).Assembly;
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);
    private static readonly HashSet<Type> Rows = ReadRows();

    private static readonly string[] EdgeNames = ["Api", "Confirmation", "Resource", "Resources", "Export", "Endpoint", "Parameters", "Page"];

    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private enum Tier
    {
        Kernel,
        Rows,
        Data,
        Work,
        Rules,
        Edge,
        Host,
    }

    [Fact]
    public void Nothing_looks_up()
    {
        var arrows = Console.GetTypes()
            .Where(type => IsOurs(type) && !IsMigration(type))
            .SelectMany(type => Used(type).Select(used => (From: Outermost(type), To: Outermost(used))))
            .Where(arrow => IsOurs(arrow.To) && !IsMigration(arrow.To) && TierOf(arrow.To) > TierOf(arrow.From))
            .Select(arrow => $"{TierOf(arrow.From)} {arrow.From.FullName} looks up to {TierOf(arrow.To)} {arrow.To.FullName}")
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.True(!arrows.Any(), string.Join(Environment.NewLine, arrows));
    }

    [Fact]
    public void What_a_body_uses_is_seen()
    {
        // The test above would pass if it read nothing: uses that stand in bodies alone, as the argument of a type and in an asynchronous method.
        Assert.Contains(typeof(SimConsole.Host.Sample.SampleData), UsedWithNested(typeof(SimConsole.Host.HostSlice)));
        Assert.Contains(typeof(DatabaseTrouble), UsedWithNested(typeof(SimConsole.Inventory.Imports.ImportJob)));
    }

    private static IEnumerable<Type> UsedWithNested(Type type) =>
        Console.GetTypes().Where(each => Outermost(each) == type).SelectMany(Used).Select(Outermost);

    private static Tier TierOf(Type type) => FolderOf(type) switch
    {
        "Kernel" => Tier.Kernel,
        "Host" or "" => Tier.Host,
        _ when Rows.Contains(type) => Tier.Rows,
        _ when IsEdge(type) => Tier.Edge,
        "Data" => Tier.Data,
        "Work" => Tier.Work,
        "Api" or "Shell" => Tier.Edge,
        _ => Tier.Rules,
    };

    private static string FolderOf(Type type) => type.Namespace?.Split('.') is [_, var folder, ..] ? folder : "";

    private static bool IsEdge(Type type) =>
        typeof(IComponent).IsAssignableFrom(type) || typeof(ISlice).IsAssignableFrom(type) || typeof(IAuthenticationHandler).IsAssignableFrom(type)
        || EdgeNames.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>The tables and how they are described, what their columns hold, and the words of the enumerations among that.</summary>
    private static HashSet<Type> ReadRows()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);
        var entities = db.Model.GetEntityTypes().Select(entity => entity.ClrType).Where(IsOurs).ToHashSet();
        var described = Console.GetTypes().Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>)));
        var rows = entities.Concat(described).Concat(entities.SelectMany(Bases).Where(IsOurs)).ToHashSet();
        rows.UnionWith([.. rows.SelectMany(row => row.GetProperties()).SelectMany(property => Parts(property.PropertyType)).Where(IsOurs)]);
        rows.UnionWith([.. rows.Where(type => type.IsEnum).Select(type => Console.GetType($"{type.FullName}es")).OfType<Type>()]);
        return rows;
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at;
        }
    }

    private static IEnumerable<Type> Used(Type type)
    {
        var used = new List<Type?> { type.BaseType };
        used.AddRange(type.GetInterfaces());
        used.AddRange(type.GetFields(Declared).Select(field => field.FieldType));
        used.AddRange(type.GetProperties(Declared).Select(property => property.PropertyType));
        foreach (var member in type.GetMembers(Declared).Append(type))
        {
            used.AddRange(member.CustomAttributes.SelectMany(attribute =>
                attribute.ConstructorArguments.Select(argument => argument.Value as Type).Append(attribute.AttributeType)));
        }

        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            used.AddRange(method.GetParameters().Select(parameter => parameter.ParameterType));
            used.Add((method as MethodInfo)?.ReturnType);
            used.AddRange(InBody(method));
        }

        return used.OfType<Type>().SelectMany(Parts).Distinct();
    }

    private static IEnumerable<Type?> InBody(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var opCode = OpCodesByValue[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod);
                yield return member as Type ?? member?.DeclaringType;
                foreach (var argument in (member as MethodInfo)?.GetGenericArguments() ?? [])
                {
                    yield return argument;
                }
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static bool IsOurs(Type type) =>
        type.Assembly == Console && (type.Namespace is null or "SimConsole" || type.Namespace.StartsWith("SimConsole.", StringComparison.Ordinal))
        && !(Outermost(type).Name.StartsWith('<') && Outermost(type).GetCustomAttribute<CompilerGeneratedAttribute>() is not null);

    private static bool IsMigration(Type type) => type.Namespace?.Contains("Migrations", StringComparison.Ordinal) == true;
}
