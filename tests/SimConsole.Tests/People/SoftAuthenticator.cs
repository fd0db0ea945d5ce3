using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Tests.People;

/// <summary>A device that keeps one passkey, as browsers use it. Source of the shapes: Web Authentication, level 3, sections 6.1, 6.5 and 7.</summary>
internal sealed class SoftAuthenticator(Uri console) : IDisposable
{
    private const byte UserPresent = 0x01, UserVerified = 0x04, HasCredential = 0x40;

    private static readonly string[] Transports = ["internal"];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string _user = "";
    private uint _used;

    /// <summary>Makes the passkey.</summary>
    public string Create(string options, bool verified = true)
    {
        using var wanted = JsonDocument.Parse(options);
        _user = wanted.RootElement.GetProperty("user").GetProperty("id").GetString()!;
        var point = _key.ExportParameters(false).Q;
        byte[] credential =
        [
            .. new byte[16], 0, (byte)_id.Length, .. _id,

            // The public key: EC2, ES256, P-256, x, y.
            0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32, .. point.X!, 0x22, 0x58, 32, .. point.Y!,
        ];
        byte[] data = [.. Data((byte)(UserPresent | HasCredential | (verified ? UserVerified : 0))), .. credential];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new() { ["clientDataJSON"] = Text(Client("webauthn.create", wanted)), ["attestationObject"] = Text(attestation), ["transports"] = Transports });
    }

    /// <summary>Shows the passkey.</summary>
    public string Get(string options, bool verified = true)
    {
        using var wanted = JsonDocument.Parse(options);
        var client = Client("webauthn.get", wanted);
        _used++;
        var data = Data((byte)(UserPresent | (verified ? UserVerified : 0)));
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new() { ["clientDataJSON"] = Text(client), ["authenticatorData"] = Text(data), ["signature"] = Text(signature), ["userHandle"] = _user });
    }

    public void Dispose() => _key.Dispose();

    private static string Text(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);

    private byte[] Data(byte flags)
    {
        var count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, _used);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(console.Host)), flags, .. count];
    }

    private byte[] Client(string type, JsonDocument wanted) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["type"] = type,
        ["challenge"] = wanted.RootElement.GetProperty("challenge").GetString()!,
        ["origin"] = console.GetLeftPart(UriPartial.Authority),
        ["crossOrigin"] = false,
    });

    private string Answer(Dictionary<string, object> response) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = Text(_id),
        ["rawId"] = Text(_id),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new Dictionary<string, object>(),
        ["response"] = response,
    });
}
