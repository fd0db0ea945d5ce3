using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Api;

/// <summary>A place in a list that is ordered newest first: the rows before this id, or those after it.</summary>
/// <param name="Id">The id of the row at the edge; itself not part of the page.</param>
/// <param name="Back">Whether the page lies on the newer side of it.</param>
public readonly record struct PageCursor(long Id, bool Back);

/// <summary>Writes cursors into page tokens that cannot be forged or used for another list.</summary>
public sealed class PageTokens(IDataProtectionProvider protection)
{
    private const int Length = sizeof(long) + 1;

    /// <summary>The token of a cursor in the list <paramref name="list"/>.</summary>
    public string Write(string list, PageCursor cursor)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, cursor.Id);
        bytes[^1] = cursor.Back ? (byte)1 : (byte)0;
        return WebEncoders.Base64UrlEncode(Protector(list).Protect(bytes));
    }

    /// <summary>The cursor in a token that was written here for this list, or null.</summary>
    public PageCursor? Read(string list, string token)
    {
        try
        {
            var bytes = Protector(list).Unprotect(WebEncoders.Base64UrlDecode(token));
            return bytes.Length == Length ? new PageCursor(BinaryPrimitives.ReadInt64BigEndian(bytes), bytes[^1] == 1) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string list) => protection.CreateProtector("SimConsole.Api.PageToken", list);
}
