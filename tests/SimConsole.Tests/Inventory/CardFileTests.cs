using System.Text;
using SimConsole.Inventory;

namespace SimConsole.Tests.Inventory;

public sealed class CardFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> UnusableFiles => new()
    {
        { "", "The file is empty." },
        { "iccid,imsi\n", "The file has a header and no lines." },
        { "89883070003100000001,3100000001\n89883070003100000373,3100000373\n", "The first line is a card, not a header." },
        { "iccid:imsi\n89883070003100000001:001010000000001\n", "The header has no column iccid." },
        { "name,fleet\na,b\n", "The header has no column iccid." },
        { "iccid,ICCID\n1,2\n", "The header names the column iccid twice." },
        { "iccid\n" + new string('8', 20_000), "Line 2 has more than 10000 characters" },
        { "PK\u0003\u0004 a workbook", "This is not a text file" },
        { "iccid\n\0\0\0", "This is not a text file" },
    };

    [Fact]
    public async Task A_copy_has_no_name_that_somebody_else_could_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the name of an open file.");
        var received = await CardFile.ReceiveAsync(new MemoryStream("iccid\n89883070001234567895\n"u8.ToArray()), null, TestContext.Current.CancellationToken);
        await using var file = received.Value!;
        Assert.Equal(1, file.Lines);

        // Others import as well meanwhile; none of what is here is open without a name.
        var open = new DirectoryInfo("/proc/self/fd").EnumerateFiles().Select(descriptor => descriptor.LinkTarget ?? "").Where(path => path.Contains("simconsole-import-", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(open);
        Assert.All(open, path => Assert.EndsWith("(deleted)", path, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(UnusableFiles))]
    public async Task A_file_that_is_no_list_of_cards_is_refused_with_a_sentence(string text, string sentence)
    {
        var received = await CardFiles.ReceiveAsync(text);

        Assert.Null(received.Value);
        Assert.StartsWith(sentence, received.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_says_that_it_is_in_utf8_and_is_not_is_refused_by_line()
    {
        var received = await CardFiles.ReceiveAsync([.. Encoding.UTF8.GetPreamble(), .. Encoding.Latin1.GetBytes("iccid,fleet\n89883070003100000001,Köln\n")]);

        Assert.StartsWith("Line 2 is not in UTF-8", received.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_far_down_refuses_the_file_before_its_first_line_is_imported()
    {
        var good = string.Concat(Enumerable.Range(1, 5_000).Select(i => $"{CardFiles.IccidOf(i)}\n"));

        var received = await CardFiles.ReceiveAsync($"iccid\n{good}\0");

        Assert.StartsWith("This is not a text file", received.Refusal!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(',', "utf-8", false)]
    [InlineData(';', "utf-8", true)]
    [InlineData('\t', "utf-16", true)]
    [InlineData('\t', "utf-16BE", true)]
    [InlineData(',', "utf-16", false)]
    [InlineData(';', "utf-16BE", false)]
    [InlineData(';', "latin1", false)]
    public async Task Separators_and_byte_order_marks_of_spreadsheets_are_understood(char separator, string encodingName, bool mark)
    {
        var encoding = Encoding.GetEncoding(encodingName);
        var text = $"Unique Name,ICCID,Fleet\r\na,{CardFiles.IccidOf(1)},Köln\r\n".Replace(',', separator);
        await using var console = await TestConsole.StartAsync();

        var received = await CardFiles.ReceiveAsync([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);
        await using var file = received.Value!;
        var report = await console.Get<CardImport>().PreviewAsync(file, CardTarget.Sims, null, Token);

        Assert.Equal((1, "a", "Köln"), (report.Good, report.Shown[0].UniqueName, report.Shown[0].Fleet));
    }

    [Fact]
    public async Task Three_hundred_megabytes_are_refused_without_reading_on()
    {
        using var endless = new EndlessStream(300L * 1024 * 1024);

        var received = await CardFile.ReceiveAsync(endless, null, Token);

        Assert.StartsWith("The file has more than 100 MB.", received.Refusal!.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Position, CardFile.MaxBytes, CardFile.MaxBytes + 1024 * 1024);
    }

    /// <summary>Lines of cards without an end in sight, as an upload delivers them: it cannot seek and has no length.</summary>
    private sealed class EndlessStream(long length) : Stream
    {
        private static readonly byte[] Line = Encoding.ASCII.GetBytes("iccid,registration_code,imsi,msisdn,unique_name,fleet\n");
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            for (var i = 0; i < read; i++)
            {
                buffer[offset + i] = Line[(_position + i) % Line.Length];
            }

            _position += read;
            return read;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
