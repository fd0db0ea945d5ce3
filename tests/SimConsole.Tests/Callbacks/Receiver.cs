using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SimConsole.Tests.Callbacks;

/// <summary>What a receiver got.</summary>
internal sealed record Received(DateTime At, string Method, string Url, string Body, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> Headers)
{
    public string Status => Fields["Status"];
}

/// <summary>Somebody's server on a real port of loopback.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What came, in the order in which it came.</summary>
    public ConcurrentQueue<Received> Got { get; } = new();

    /// <summary>How it answers; the default is 204.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public string Url => $"{_app.Urls.First()}/callbacks?tenant=a%20b";

    public static async Task<Receiver> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var fields = context.Request.Method == "POST" ? Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body) : context.Request.Query.ToDictionary();
            receiver.Got.Enqueue(new Received(
                DateTime.UtcNow,
                context.Request.Method,
                context.Request.GetEncodedUrl(),
                body,
                fields.ToDictionary(f => f.Key, f => f.Value.ToString()),
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await receiver.Answer(context);
        });
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
