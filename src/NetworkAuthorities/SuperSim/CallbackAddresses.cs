using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>
/// The addresses that an account is given to call back at. Their last part can be made up by nobody but the processes of this console, and it stays good
/// whatever secret of the account is rotated; it ends when the keys of Data Protection do.
/// </summary>
public sealed class CallbackAddresses(IDataProtectionProvider protection, ConsoleAddress address)
{
    /// <summary>Where the account calls back, followed by what only it knows.</summary>
    public const string Path = "/network/super-sim";

    private static readonly byte[] Text = Encoding.UTF8.GetBytes(SuperSimOptions.Section);

    private readonly IDataProtector _protector = protection.CreateProtector("SimConsole.NetworkAuthorities.SuperSim.CallbackAddress");
    private string? _key;

    /// <summary>The last part of the address. It stays the same for as long as it is good.</summary>
    public string Key => _key is { } key && Has(key) ? key : _key = WebEncoders.Base64UrlEncode(_protector.Protect(Text));

    /// <summary>The address that an account is given, written as it signs it; null where nobody has said how this console is reached.</summary>
    public string? Given => address.Configured is { } configured ? $"{configured}{Path}/{Key}" : null;

    /// <summary>The address that was called, as it was given.</summary>
    public string Called(HttpRequest request, string key) => address.Of(request, $"{Path}/{key}");

    /// <summary>Whether a process of this console has made this last part.</summary>
    public bool Has(string key)
    {
        try
        {
            return _protector.Unprotect(WebEncoders.Base64UrlDecode(key)).AsSpan().SequenceEqual(Text);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
