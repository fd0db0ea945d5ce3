using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace SimConsole.BrowserTests;

/// <summary>
/// A proxy of Debian in front of a console, nginx or HAProxy, configured with the lines of README, with a certificate of its own. Disposal ends it.
/// </summary>
public sealed partial class ReverseProxy : IAsyncDisposable
{
    public const string Nginx = "nginx";
    public const string HaProxy = "haproxy";

    /// <summary>What README says to add where a proxy shows the console below a path.</summary>
    private const string Below = "/sims-console";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simconsole-proxy-");
    private readonly int _port = FreePort();
    private readonly string _path;
    private Process? _process;

    private ReverseProxy(string path) => _path = path;

    /// <summary>Where it is, with the path below which it shows the console; without a slash at the end.</summary>
    public string Address => $"https://127.0.0.1:{_port}{_path}";

    /// <param name="kind"><see cref="Nginx"/> or <see cref="HaProxy"/>.</param>
    /// <param name="below">Whether it shows the console below a path, and not as the whole host.</param>
    /// <param name="webSockets">Whether it passes on websockets; only nginx can be told not to by leaving lines out.</param>
    public static async Task<ReverseProxy> StartAsync(RunningConsole console, string kind, bool below = false, bool webSockets = true)
    {
        string[] folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"];
        var program = folders.Select(folder => Path.Combine(folder, kind)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, $"{kind} is not installed: 'sudo apt-get install nginx-light haproxy'.");
        var proxy = new ReverseProxy(below ? Below : "");
        await proxy.WriteCertificateAsync();
        var configuration = Path.Combine(proxy._folder.FullName, $"{kind}.conf");
        await File.WriteAllTextAsync(configuration, kind == Nginx ? proxy.NginxConfiguration(console, webSockets) : proxy.HaProxyConfiguration(console));
        proxy._process = Process.Start(kind == Nginx
            ? new ProcessStartInfo(program!, ["-p", proxy._folder.FullName, "-c", configuration, "-e", "stderr"])
            : new ProcessStartInfo(program!, ["-db", "-q", "-f", configuration, "-C", proxy._folder.FullName]))!;
        await proxy.AnswersAsync(kind);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The server of README, where this test has its names, and around it what Debian's own configuration has.</summary>
    private string NginxConfiguration(RunningConsole console, bool webSockets)
    {
        var server = OfReadme("nginx", console)
            .Replace("listen 443 ssl", $"listen 127.0.0.1:{_port} ssl", StringComparison.Ordinal)
            .Replace("/etc/ssl/sims.crt", "sims.crt", StringComparison.Ordinal)
            .Replace("/etc/ssl/sims.key", "sims.key", StringComparison.Ordinal);
        if (_path.Length > 0)
        {
            server = server
                .Replace("location / {", $"location {_path}/ {{ proxy_set_header X-Forwarded-Prefix {_path};", StringComparison.Ordinal)
                .Replace($"proxy_pass {console.Address};", $"proxy_pass {console.Address}/;", StringComparison.Ordinal);
        }

        if (!webSockets)
        {
            server = string.Join('\n', server.Split('\n').Where(line => !line.Contains("pgrade", StringComparison.Ordinal)));
        }

        return $$"""
            daemon off;
            master_process off;
            pid nginx.pid;
            events { }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
            {{server}}
            }
            """;
    }

    private string HaProxyConfiguration(RunningConsole console)
    {
        var server = OfReadme("haproxy", console)
            .Replace("bind :443", $"bind 127.0.0.1:{_port}", StringComparison.Ordinal)
            .Replace("/etc/ssl/sims.pem", Path.Combine(_folder.FullName, "sims.pem"), StringComparison.Ordinal);
        return _path.Length == 0 ? server : server.Replace(
            "  server console",
            $"  http-request set-header X-Forwarded-Prefix {_path}\n  http-request replace-path {_path}/(.*) /\\1\n  server console",
            StringComparison.Ordinal);
    }

    private static string OfReadme(string kind, RunningConsole console)
    {
        var readme = File.ReadAllText(Path.Combine(RunningConsole.Root.FullName, "README.md"));
        var block = Blocks().Matches(readme).Single(match => match.Groups[1].Value == kind).Groups[2].Value;
        var address = new Uri(console.Address);
        var own = block.Replace("127.0.0.1:5080", address.Authority, StringComparison.Ordinal);
        Assert.Contains(address.Authority, own, StringComparison.Ordinal);
        return own;
    }

    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (open, secret) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "sims.crt"), open);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "sims.key"), secret);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "sims.pem"), $"{open}\n{secret}\n");
    }

    private async Task AnswersAsync(string kind)
    {
        while (true)
        {
            Assert.False(_process!.HasExited, $"{kind} ended by itself.");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("```(nginx|haproxy)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
