using System.Text;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>
/// The few messages of the Generic Subscriber Update Protocol that switch a device off. Source: the GSUP and IPA chapters of the OsmoHLR user manual, and what was
/// observed of version 1.5.0.
/// </summary>
internal static class Gsup
{
    public const byte Ccm = 0xFE;
    public const byte Osmo = 0xEE;
    public const byte GsupExtension = 0x05;
    public const byte Ping = 0x00;
    public const byte IdGet = 0x04;
    public const byte RoutingError = 0x4E;

    private const byte DeleteSubscriberData = 0x14;
    private const byte ImsiTag = 0x01;
    private const byte CnDomainTag = 0x28;
    private const byte PacketSwitched = 0x01;
    private const byte SourceTag = 0x60;
    private const byte DestinationTag = 0x61;
    private const byte SerialTag = 0x00;
    private const byte UnitTag = 0x08;

    public static byte[] Pong { get; } = Frame(Ccm, 0x01);

    public static byte[] IdAck { get; } = Frame(Ccm, 0x06);

    /// <summary>Identifies this side: the serial number is the name by which GSUP routes. Without a unit id, which means nothing here, the HLR hangs up.</summary>
    public static byte[] IdResponse(string name) => Frame(Ccm, [0x05, .. Identity(UnitTag, "0/0/0"), .. Identity(SerialTag, name)]);

    /// <summary>Tells a serving node that a subscriber has no packet service any more: it detaches the device.</summary>
    public static byte[] Delete(string imsi, string from, string to) => Frame(
        Osmo, [GsupExtension, DeleteSubscriberData, .. Tlv(ImsiTag, Bcd(imsi)), .. Tlv(CnDomainTag, [PacketSwitched]), .. Tlv(SourceTag, Name(from)), .. Tlv(DestinationTag, Name(to))]);

    /// <summary>The IMSI of a message, or null where it names none.</summary>
    /// <param name="message">The message from its type on.</param>
    public static string? ImsiOf(ReadOnlySpan<byte> message)
    {
        for (var rest = message[1..]; rest.Length >= 2 && rest.Length >= 2 + rest[1]; rest = rest[(2 + rest[1])..])
        {
            if (rest[0] == ImsiTag)
            {
                return Digits(rest.Slice(2, rest[1]));
            }
        }

        return null;
    }

    private static byte[] Frame(byte stream, params byte[] payload) => [(byte)(payload.Length >> 8), (byte)payload.Length, stream, .. payload];

    private static byte[] Tlv(byte tag, byte[] value) => [tag, (byte)value.Length, .. value];

    private static byte[] Identity(byte tag, string value) => [0, (byte)(value.Length + 2), tag, .. Name(value)];

    private static byte[] Name(string name) => [.. Encoding.ASCII.GetBytes(name), 0];

    /// <summary>Two digits an octet, the first in the low half; F fills the last.</summary>
    private static byte[] Bcd(string digits) =>
        [.. digits.Chunk(2).Select(pair => (byte)((pair.Length == 2 ? pair[1] - '0' : 0xF) << 4 | pair[0] - '0'))];

    private static string Digits(ReadOnlySpan<byte> bcd)
    {
        var text = new StringBuilder(bcd.Length * 2);
        foreach (var octet in bcd)
        {
            text.Append((char)('0' + (octet & 0xF)));
            if (octet >> 4 != 0xF)
            {
                text.Append((char)('0' + (octet >> 4)));
            }
        }

        return text.ToString();
    }
}
