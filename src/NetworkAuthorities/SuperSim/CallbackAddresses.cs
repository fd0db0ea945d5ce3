using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>
/// The addresses that an account is given for its callbacks. Only the processes of this console can make their last part. It stays valid whatever secret of
/// the account is rotated, and ends when the keys of Data Protection do.
/// </summary>
public sealed class CallbackAddresses(IDataProtectionProvider protection, ConsoleAddress address)
{
    /// <summary>Where the account calls back, followed by a part that only the account is told.</summary>
    public const string Path = "/network/super-sim";

    private static readonly byte[] Text = Encoding.UTF8.GetBytes(SuperSimOptions.Section);

    private readonly IDataProtector _protector = protection.CreateProtector("SimConsole.NetworkAuthorities.SuperSim.CallbackAddress");
    private string? _key;

    /// <summary>The last part of the address. It does not change while it is valid.</summary>
    public string Key => _key is { } key && Has(key) ? key : _key = WebEncoders.Base64UrlEncode(_protector.Protect(Text));

    /// <summary>The address that an account is given, written as the account signs it; null where the address of this console is not configured.</summary>
    public string? Given => address.Configured is { } configured ? $"{configured}{Path}/{Key}" : null;

    /// <summary>The address that was called, as the account was given it.</summary>
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
