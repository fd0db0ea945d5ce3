using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>One reply of the control interface.</summary>
/// <param name="Id">The id of its request; null where the HLR could not read the request, and so knows no id.</param>
/// <param name="Failed">Whether it is an error; then <paramref name="Text"/> says which.</param>
/// <param name="Text">The value, or the error.</param>
internal readonly record struct CtrlReply(int? Id, bool Failed, string Text)
{
    /// <summary>The longest frame that is accepted, in bytes of text; the HLR sends 1,200.</summary>
    public const int MaxLength = 4_096;

    private const byte Protocol = 0xEE;
    private const byte Ctrl = 0x00;
    private const int HeaderLength = 3;

    /// <summary>An id of ten digits, and a space on either side.</summary>
    private const int LongestId = 12;

    /// <summary>A request as it goes over the wire: its length as u16 big endian, <c>EE 00</c>, and the text.</summary>
    public static void WriteRequest(IBufferWriter<byte> to, CtrlRequest request, int id)
    {
        var span = to.GetSpan(HeaderLength + 1 + request.Verb.Length + LongestId + request.Rest.Length);
        Utf8.TryWrite(span[(HeaderLength + 1)..], $"{request.Verb} {id} {request.Rest}", out var length);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)(length + 1));
        (span[2], span[3]) = (Protocol, Ctrl);
        to.Advance(HeaderLength + 1 + length);
    }

    /// <summary>Takes the first whole frame from the front of <paramref name="buffer"/>; false where there is none yet.</summary>
    /// <exception cref="InvalidDataException">What was received is not this protocol.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out CtrlReply reply)
    {
        reply = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadBigEndian(out short raw) || !reader.TryRead(out var protocol) || !reader.TryRead(out var extension))
        {
            return false;
        }

        var length = (ushort)raw - 1;
        if (protocol != Protocol || extension != Ctrl || length is < 0 or > MaxLength)
        {
            throw new InvalidDataException($"What comes from the HLR's control port is not its protocol (length {length}, stream {protocol:x2} {extension:x2}).");
        }

        if (reader.Remaining < length)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[length];
        reader.TryCopyTo(text);
        reader.Advance(length);
        reply = Parse(text);
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    /// <summary><c>SET_REPLY 11 name OK</c>, <c>GET_REPLY 12 name 0</c>, <c>ERROR 13 No such subscriber.</c>; events have no request.</summary>
    private static CtrlReply Parse(ReadOnlySpan<byte> text)
    {
        var verb = Word(ref text);
        var id = Word(ref text);
        var failed = verb.SequenceEqual("ERROR"u8);
        if (!failed)
        {
            Word(ref text);
        }

        return new CtrlReply(Utf8Parser.TryParse(id, out int number, out var read) && read == id.Length ? number : null, failed, Encoding.ASCII.GetString(text));
    }

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return word;
    }
}
