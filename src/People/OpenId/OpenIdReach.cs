using System.Net.Sockets;

namespace SimConsole.People.OpenId;

/// <summary>Tells a provider that is away from one whose answer is wrong.</summary>
internal static class OpenIdReach
{
    /// <summary>Whether something has failed because the provider does not answer, or not as a provider.</summary>
    public static bool IsAway(Exception failure) => failure switch
    {
        HttpRequestException or SocketException or IOException or TaskCanceledException or TimeoutException => true,

        // What the reader of the provider's configuration makes of any of these, and of a page that is none.
        InvalidOperationException when failure.Message.StartsWith("IDX20803", StringComparison.Ordinal) || failure.Message.StartsWith("IDX20804", StringComparison.Ordinal) => true,
        _ => failure.InnerException is { } inner && IsAway(inner),
    };
}
