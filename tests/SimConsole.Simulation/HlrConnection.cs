using System.Buffers.Binary;
using System.Text;

namespace SimConsole.Simulation;

/// <summary>A connection between a process and the HLR, and what is under way on it: requests, what the HLR has received, and replies.</summary>
internal sealed class HlrConnection(SimulatedHlr hlr, SimulatedProcess process) : Stream
{
    private const int HeaderLength = 4;

    /// <summary>The subscriber that is asked for only to have an answer: <c>CtrlConnection.Probe</c>.</summary>
    private const string Nobody = "by-imsi-001010000000000.";

    private readonly Queue<byte[]> _replies = new();
    private readonly Queue<byte> _arrived = new();
    private TaskCompletionSource<int>? _reading;
    private Memory<byte> _readInto;
    private int _sent;
    private int _heard;
    private bool _probes;
    private bool _ended;
    private bool _void;

    public SimulatedProcess Process => process;

    /// <summary>Requests that are on their way.</summary>
    public Queue<HlrRequest> Flying { get; } = new();

    /// <summary>Requests that the HLR has received, and not taken.</summary>
    public Queue<HlrRequest> Buffer { get; } = new();

    /// <summary>Whether the process has hung up, or is gone.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Whether the process makes sure of the HLR, and waits for its answer.</summary>
    public bool IsProbing => _probes && _heard < _sent;

    /// <summary>Whether something is on its way, in either direction.</summary>
    public bool Moves => Flying.Count > 0 || !IsGone && _replies.Count > 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>So many requests arrive at the HLR.</summary>
    public void Land(int requests)
    {
        for (; requests > 0 && Flying.TryDequeue(out var next); requests--)
        {
            if (!_void)
            {
                Buffer.Enqueue(next);
            }
        }
    }

    /// <summary>The HLR answers.</summary>
    public void Reply(string text)
    {
        if (IsGone)
        {
            return;
        }

        var frame = new byte[HeaderLength + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)(text.Length + 1));
        frame[2] = 0xEE;
        Encoding.ASCII.GetBytes(text, frame.AsSpan(HeaderLength));
        _replies.Enqueue(frame);
    }

    /// <summary>So many replies arrive at the process.</summary>
    public void Hear(int replies)
    {
        if (IsGone || _replies.Count == 0)
        {
            return;
        }

        for (; replies > 0 && _replies.TryDequeue(out var frame); replies--)
        {
            _heard++;
            foreach (var each in frame)
            {
                _arrived.Enqueue(each);
            }
        }

        Wake();
    }

    /// <summary>The HLR is gone, and what it had received with it. The process hears of it, unless the whole machine is gone.</summary>
    public void Lose(bool machine)
    {
        Flying.Clear();
        Buffer.Clear();
        _void = true;
        if (machine)
        {
            _replies.Clear();
            return;
        }

        _ended = true;
        Hear(_replies.Count);
        Wake();
    }

    /// <summary>
    /// The process hangs up, or is gone: nothing of its side is sent after that. What was on its way has arrived, up to some request, or never will.
    /// </summary>
    public void HangUp(int arriving)
    {
        if (IsGone)
        {
            return;
        }

        Land(hlr.Cut ? 0 : arriving);
        Flying.Clear();
        _replies.Clear();
        IsGone = true;
        hlr.Forget(this);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        process.Passes(inTransaction: true);
        ObjectDisposedException.ThrowIf(IsGone, this);
        if (_ended)
        {
            throw new IOException("The connection was reset.");
        }

        while (buffer.Length >= HeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(buffer) - 1;
            var text = Encoding.ASCII.GetString(buffer.Slice(HeaderLength, length));
            (_sent, _probes) = (_sent + 1, text.Contains(Nobody, StringComparison.Ordinal));
            Flying.Enqueue(new HlrRequest(hlr.NextNumber(), process, text));
            buffer = buffer[(HeaderLength + length)..];
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_arrived.Count > 0 || _ended)
        {
            return new(Take(buffer));
        }

        _readInto = buffer;
        _reading = new TaskCompletionSource<int>();
        return new(_reading.Task);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        HangUp(process.Arriving(Flying.Count));
        base.Dispose(disposing);
    }

    private void Wake()
    {
        if (_reading is { } reading)
        {
            _reading = null;
            var length = Take(_readInto);
            process.Run(() => ProcessContext.Outside(() => reading.SetResult(length)));
        }
    }

    private int Take(Memory<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _arrived.Count);
        for (var i = 0; i < length; i++)
        {
            buffer.Span[i] = _arrived.Dequeue();
        }

        return length;
    }
}
