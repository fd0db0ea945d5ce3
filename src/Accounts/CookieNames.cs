using System.Security.Cryptography;
using System.Text;

namespace SimConsole.Accounts;

/// <summary>
/// Names cookies for this console: a browser keeps those of all ports and, below one path, of several consoles of a host together, and one would sign out the other.
/// The processes of one console share its account, and with it the names.
/// </summary>
public sealed class CookieNames(AccountService account)
{
    private const int MarkLength = 8;

    private readonly Lazy<string> _mark = new(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(account.Sid)))[..MarkLength]);

    /// <summary>The name that a cookie has here. The account has to be there.</summary>
    public string Of(string name) => $"{name}-{_mark.Value}";
}
