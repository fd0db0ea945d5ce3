using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace SimConsole.BrowserTests;

/// <summary>Debian's nginx, configured with the lines of README, in front of a console, with a certificate of its own. Disposal ends it.</summary>
public sealed partial class Nginx : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simconsole-nginx-");
    private readonly int _port = FreePort();
    private Process? _process;

    private Nginx()
    {
    }

    public string Address => $"https://127.0.0.1:{_port}";

    public static async Task<Nginx> StartAsync(RunningConsole console)
    {
        var program = Programs.FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "nginx is not installed: 'sudo apt-get install nginx-light'.");
        var nginx = new Nginx();
        await nginx.WriteCertificateAsync();
        await File.WriteAllTextAsync(Path.Combine(nginx._folder.FullName, "nginx.conf"), nginx.Configuration(console));
        nginx._process = Process.Start(new ProcessStartInfo(program!, ["-p", nginx._folder.FullName, "-c", "nginx.conf", "-e", "stderr"]))!;
        await nginx.AnswersAsync();
        return nginx;
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
    private string Configuration(RunningConsole console)
    {
        var server = Server().Match(File.ReadAllText(Path.Combine(RunningConsole.Root.FullName, "README.md"))).Groups[1].Value
            .Replace("listen 443 ssl", $"listen 127.0.0.1:{_port} ssl", StringComparison.Ordinal)
            .Replace("/etc/ssl/sims.crt", "sims.crt", StringComparison.Ordinal)
            .Replace("/etc/ssl/sims.key", "sims.key", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:5080", console.Address, StringComparison.Ordinal);
        Assert.Contains(console.Address, server, StringComparison.Ordinal);
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

    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "sims.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "sims.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task AnswersAsync()
    {
        while (true)
        {
            Assert.False(_process!.HasExited, "nginx ended by itself.");
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

    [GeneratedRegex("```nginx\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Server();
}
