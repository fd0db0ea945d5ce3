using System.Net.Sockets;

namespace SimConsole.People.OpenId;

/// <summary>Tells a provider that cannot be reached from one whose answer is wrong.</summary>
internal static class OpenIdReach
{
    /// <summary>Whether something has failed because the provider does not answer, or not as a provider.</summary>
    public static bool IsAway(Exception failure) => failure switch
    {
        HttpRequestException or SocketException or IOException or TaskCanceledException or TimeoutException => true,

        // How the reader of the provider's configuration reports any of these, and a page that is not a configuration.
        InvalidOperationException when failure.Message.StartsWith("IDX20803", StringComparison.Ordinal) || failure.Message.StartsWith("IDX20804", StringComparison.Ordinal) => true,
        _ => failure.InnerException is { } inner && IsAway(inner),
    };
}
