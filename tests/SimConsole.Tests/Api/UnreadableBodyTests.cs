using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.Api;

/// <summary>Bodies that no client of ours would send, to everything that takes one: the answer is 4xx, and the log stays as it is.</summary>
public sealed class UnreadableBodyTests : IAsyncLifetime
{
    private const string Form = "application/x-www-form-urlencoded";

    private readonly Faults _faults = new();
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(
        services => services.AddSingleton<ILoggerProvider>(_faults),
        ("Network:Authority", "SuperSim"),
        ("Network:SuperSim:BaseUrl", "http://127.0.0.1:9"),
        ("Network:SuperSim:AccountSid", ServedConsole.AccountSid),
        ("Network:SuperSim:AuthToken", ServedConsole.AuthToken),
        ("Network:Reconcile:Every", "00:00:00"),
        ("Logging:LogLevel:Microsoft.AspNetCore", "Warning"));

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        _faults.Dispose();
    }

    public static TheoryData<string, string> Unreadable()
    {
        var bodies = new TheoryData<string, string>();
        foreach (var charset in new[] { "utf-7", "utf-16", "utf-32", "nonsense", "utf-8,utf-7", "\"utf-7\"", "cp037", "x" })
        {
            bodies.Add($"Content-Type: {Form}; charset={charset}\r\nContent-Length: 3\r\n", "a=b");
            bodies.Add($"Content-Type: multipart/form-data; boundary=x; charset={charset}\r\nContent-Length: 5\r\n", "--x--");
        }

        foreach (var type in new[] { Form, "multipart/form-data; boundary=x" })
        {
            foreach (var size in new[] { "zz", "-1", "ffffffffffff", "ffffffffffffffffffffffff", ";", "", "0x3" })
            {
                bodies.Add($"Content-Type: {type}\r\nTransfer-Encoding: chunked\r\n", $"{size}\r\nabc\r\n");
            }

            bodies.Add($"Content-Type: {type}\r\nTransfer-Encoding: chunked\r\n", "3\r\nabcX\r\n0\r\n\r\n");
        }

        return bodies;
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_refused_wherever_it_is_sent_and_leaves_no_fault_in_the_log(string headers, string body)
    {
        var endpoints = _console.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains("POST"))
            .Select(PathOf)
            .Distinct()
            .ToList();
        var callback = $"{CallbackAddresses.Path}/{_console.Get<CallbackAddresses>().Key}";
        Assert.Contains(callback, endpoints);
        Assert.Contains("/sign-in", endpoints);
        Assert.Contains("/v1/Fleets", endpoints);
        foreach (var path in endpoints)
        {
            var answer = await PostAsync(path, headers, body);
            var mustReadIt = path.StartsWith("/v1/", StringComparison.Ordinal) || path == "/sign-in" || path == callback;
            Assert.Matches(mustReadIt ? "^HTTP/1.1 4" : "^HTTP/1.1 [2-4]", $"{answer} of {path}");
        }

        Assert.Empty(_faults.Seen);

        string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts switch
        {
            [RoutePatternLiteralPart literal] => literal.Content,
            [RoutePatternParameterPart { Name: "key" }] => _console.Get<CallbackAddresses>().Key,
            _ => "x",
        }));
    }

    private async Task<string> PostAsync(string path, string headers, string body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_console.Address.Host, _console.Address.Port, Token);
        await using var stream = client.GetStream();
        var authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        var start = $"POST {path} HTTP/1.1\r\nHost: {_console.Address.Authority}\r\nConnection: close\r\nAuthorization: {authorization}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{start}{headers}\r\n{body}"), Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync(Token) ?? "the connection was closed without an answer";
    }

    /// <summary>What is logged as an error, or with a stack.</summary>
    private sealed class Faults : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error || exception is not null)
            {
                Seen.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
