namespace SimConsole.Benchmarks;

internal static class ListBenchmark
{
    public static Task RunAsync(Options options) => throw new NotImplementedException();
}
internal static class StartBenchmark
{
    public static Task RunAsync(Options options) => throw new NotImplementedException();
}
internal static class StartFloor
{
    public const string Name = "empty-app";
    public static Task RunAsync(string[] args) => throw new NotImplementedException();
}
