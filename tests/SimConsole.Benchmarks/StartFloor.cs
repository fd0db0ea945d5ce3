using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SimConsole.Benchmarks;

/// <summary>The least that ASP.NET can start: one address that answers 200.</summary>
internal static class StartFloor
{
    /// <summary>The command by which this program starts itself as that app.</summary>
    public const string Name = "empty-app";

    public static Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/", () => "");

        // What is posted here once comes back from memory.
        byte[] bytes = [];
        app.MapPost("/bytes", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            bytes = body.ToArray();
        });
        app.MapGet("/bytes", () => Results.Bytes(bytes, "application/json"));
        return app.RunAsync();
    }
}
