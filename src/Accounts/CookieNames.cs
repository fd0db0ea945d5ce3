using System.Security.Cryptography;
using System.Text;

namespace SimConsole.Accounts;

/// <summary>
/// Names cookies for this console. A browser does not keep apart the cookies of different ports of a host, or of consoles below one path, so one console would sign out another.
/// The processes of one console share its account, and with it the names.
/// </summary>
public sealed class CookieNames(AccountService account)
{
    private const int MarkLength = 8;

    private readonly Lazy<string> _mark = new(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(account.Sid)))[..MarkLength]);

    /// <summary>The name of a cookie in this console. The account has to exist already.</summary>
    public string Of(string name) => $"{name}-{_mark.Value}";
}
