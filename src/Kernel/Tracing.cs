using System.Diagnostics;

namespace SimConsole.Kernel;

/// <summary>
/// Follows a request until it has ended, also where it waits in the database and another process goes on with it: its place in its trace is stored as W3C
/// writes it (https://www.w3.org/TR/trace-context/). Where nobody listens, nothing is stored and nothing begun.
/// </summary>
public static class Tracing
{
    /// <summary>The name of the source.</summary>
    public const string Name = "SimConsole";

    /// <summary>The characters of a <c>traceparent</c>, version 00.</summary>
    public const int Length = 55;

    private static readonly ActivitySource Source = new(Name);

    /// <summary>The <c>traceparent</c> of the present activity; null where nobody records it.</summary>
    public static string? Current =>
        Source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } here ? here.Id : null;

    /// <summary>Begins a part of a stored trace; null where there is none, or nobody listens. The caller ends it.</summary>
    public static Activity? Continue(string name, ActivityKind kind, string? traceparent) =>
        traceparent is not null && Source.HasListeners() && ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent) ? Source.StartActivity(name, kind, parent) : null;

    /// <summary>Begins a part of another part.</summary>
    public static Activity? Within(this Activity outer, string name, ActivityKind kind) => Source.StartActivity(name, kind, outer.Context);
}
