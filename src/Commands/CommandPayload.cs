using System.Text;
using SimConsole.Data;

namespace SimConsole.Commands;

/// <summary>What a command may carry. Sources: the Super SIM contract for the limits, 3GPP TS 23.038 for the alphabets of an SMS.</summary>
public static class CommandPayload
{
    /// <summary>The most characters of an SMS in the GSM 7-bit alphabet; some of them count twice.</summary>
    public const int SmsCharacters = 160;

    /// <summary>The most characters of an SMS that needs another alphabet.</summary>
    public const int SmsWideCharacters = 70;

    /// <summary>The most bytes of an IP command.</summary>
    public const int IpBytes = 1_300;

    /// <summary>Room for <see cref="IpBytes"/> as Base64.</summary>
    public const int StoredLength = 2_000;

    private const string Gsm =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string GsmTwice = "\f^{}\\[~]|€";

    /// <summary>Why an SMS cannot carry this, or null where it can.</summary>
    public static Refusal? SmsFault(string payload)
    {
        if (payload.Length == 0)
        {
            return Empty;
        }

        var twice = payload.Count(c => GsmTwice.Contains(c, StringComparison.Ordinal));
        var plain = payload.Count(c => Gsm.Contains(c, StringComparison.Ordinal));
        var (length, most) = plain + twice == payload.Length ? (payload.Length + twice, SmsCharacters) : (payload.Length, SmsWideCharacters);
        return payload.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\f')) ? new Refusal(ErrorCodes.Invalid, "Payload holds a control character, which an SMS cannot carry.")
            : length <= most ? null
            : new Refusal(ErrorCodes.Invalid, $"Payload is {length} characters long as an SMS counts them. It takes {SmsCharacters} of the GSM 7-bit alphabet, or {SmsWideCharacters} where it holds any other.");
    }

    /// <summary>Why an IP command cannot carry this, or null where it can.</summary>
    public static Refusal? IpFault(string payload, PayloadType type)
    {
        if (payload.Length == 0)
        {
            return Empty;
        }

        var bytes = new byte[payload.Length];
        var length = Encoding.UTF8.GetByteCount(payload);
        return type == PayloadType.Binary && (payload.Any(char.IsWhiteSpace) || !Convert.TryFromBase64String(payload, bytes, out length))
            ? new Refusal(ErrorCodes.Invalid, "Payload is not Base64, as PayloadType binary wants it.")
            : length is > 0 and <= IpBytes ? null
            : new Refusal(ErrorCodes.Invalid, $"Payload has {length} bytes; an IP command takes 1 to {IpBytes}.");
    }

    /// <summary>Why this is no port on a device, or null where it is one.</summary>
    public static Refusal? PortFault(int? port) => port switch
    {
        null => new Refusal(ErrorCodes.Invalid, "DevicePort is missing. It takes the port on the device, 1 to 65535."),
        < 1 or > 65_535 => new Refusal(ErrorCodes.Invalid, $"DevicePort is {port}; it takes a number from 1 to 65535."),
        _ => null,
    };

    /// <summary>Base64 of a text, as an IP command from a device is written.</summary>
    public static string Binary(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Refusal Empty => new(ErrorCodes.Invalid, "Payload is missing. It takes what the device is to get.");
}
