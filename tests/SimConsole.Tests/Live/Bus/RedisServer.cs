using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SimConsole.Tests.Live.Bus;

/// <summary>A Redis server of a test's own, on loopback, that keeps nothing. Disposal ends it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _program;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simconsole-redis-");
    private Process _process;

    private RedisServer(string program, int port)
    {
        (_program, Port) = (program, port);
        _process = Start();
    }

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port},connectTimeout=2000";

    /// <summary>Starts it, where it is installed; skips the test otherwise.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "redis-server is not installed: 'sudo apt-get install redis-server'.");
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var server = new RedisServer(program, port);
        await server.AnswersAsync();
        return server;
    }

    /// <summary>Kills it, and starts it again at the same port.</summary>
    public async Task RestartAsync()
    {
        Kill();
        _process = Start();
        await AnswersAsync();
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private Process Start() => Process.Start(new ProcessStartInfo(_program, ["--bind", "127.0.0.1", "--port", $"{Port}", "--save", "", "--appendonly", "no", "--dir", _folder.FullName])
    {
        RedirectStandardOutput = true,
    })!;

    private void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private Task AnswersAsync() => Wait.UntilAsync(async () =>
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });
}
