using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>What the driver throws when the server answers with an error.</summary>
internal static class ServerFault
{
    /// <summary>"Database is not currently available": a server that fails over says so.</summary>
    public const int NotAvailable = 40613;

    public const int DeadlockVictim = 1205;

    /// <summary>The driver makes its exceptions itself, and lets nobody else.</summary>
    public static SqlException Of(int number)
    {
        var error = (SqlError)RuntimeHelpers.GetUninitializedObject(typeof(SqlError));
        Set(error, "Number", number);
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Where(m => m.Name == "CreateException")
            .First(m => m.GetParameters() is [{ ParameterType: var first }, { ParameterType: var second }] && first == typeof(SqlErrorCollection) && second == typeof(string));
        return (SqlException)create.Invoke(null, [errors, "16.0"])!;
    }

    private static void Set(object target, string property, object value) =>
        target.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .First(field => field.Name.Contains(property, StringComparison.OrdinalIgnoreCase)).SetValue(target, value);
}
