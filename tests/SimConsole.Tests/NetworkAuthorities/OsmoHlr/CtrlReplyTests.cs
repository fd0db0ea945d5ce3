using System.Buffers;
using System.Text;
using CsCheck;
using SimConsole.NetworkAuthorities.OsmoHlr;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

public sealed class CtrlReplyTests
{
    [Theory]
    [InlineData("SET_REPLY 11 subscriber.by-imsi-001010000000001.ps-enabled OK", 11, false, "OK")]
    [InlineData("GET_REPLY 12 subscriber.by-imsi-001010000000001.ps-enabled 0", 12, false, "0")]
    [InlineData("ERROR 13 No such subscriber.", 13, true, "No such subscriber.")]
    [InlineData("ERROR err Command parser error.", null, true, "Command parser error.")]
    public void A_reply_is_read(string text, int? id, bool failed, string says)
    {
        var buffer = new ReadOnlySequence<byte>(Frame(text));
        Assert.True(CtrlReply.TryRead(ref buffer, out var reply));
        Assert.Equal(new CtrlReply(id, failed, says), reply);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void A_request_is_written_as_the_manual_says()
    {
        var to = new ArrayBufferWriter<byte>();
        CtrlReply.WriteRequest(to, CtrlRequest.Get("x"), 1);
        Assert.Equal("0008EE00" + Convert.ToHexString(Encoding.ASCII.GetBytes("GET 1 x")), Convert.ToHexString(to.WrittenSpan));
    }

    [Theory]
    [InlineData("0005FE00414243")]
    [InlineData("0005EE01414243")]
    [InlineData("0000EE00")]
    [InlineData("FFFFEE00")]
    public void Another_protocol_or_a_frame_too_long_is_an_error(string hex) => Assert.Throws<InvalidDataException>(() =>
    {
        var buffer = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        CtrlReply.TryRead(ref buffer, out _);
    });

    [Fact]
    public void However_the_bytes_are_cut_the_same_replies_come_out() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 0, 200].Array[1, 5], Gen.Int[1, 7]).Sample((texts, size) =>
        {
            byte[] bytes = [.. texts.SelectMany((text, i) => Frame($"GET_REPLY {i} name {text}"))];
            var (buffer, read) = (Cut(bytes, size), new List<string>());
            while (CtrlReply.TryRead(ref buffer, out var reply))
            {
                read.Add(reply.Text);
            }

            Assert.Equal(texts, read);
        });

    [Fact]
    public void Random_bytes_are_an_error_or_too_few_and_never_more() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            try
            {
                while (CtrlReply.TryRead(ref buffer, out _))
                {
                }

                return true;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        });

    private static byte[] Frame(string text) => [(byte)((text.Length + 1) >> 8), (byte)(text.Length + 1), 0xEE, 0x00, .. Encoding.ASCII.GetBytes(text)];

    private static ReadOnlySequence<byte> Cut(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var at = size; at < bytes.Length; at += size)
        {
            last = last.Then(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
