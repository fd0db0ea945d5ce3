using Microsoft.AspNetCore.Builder;

namespace SimConsole.Benchmarks;

/// <summary>The least that ASP.NET can start: one address that answers 200.</summary>
internal static class StartFloor
{
    /// <summary>The command by which this program starts itself as that app.</summary>
    public const string Name = "empty-app";

    public static Task RunAsync(string[] args)
    {
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", () => "");
        return app.RunAsync();
    }
}
