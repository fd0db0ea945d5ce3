using SimConsole.Commands;

namespace SimConsole.Tests.Commands;

public sealed class CommandPayloadTests
{
    public static TheoryData<string, bool> Texts() => new()
    {
        { new string('a', 160), true },
        { new string('a', 161), false },
        { new string('€', 80), true },
        { new string('€', 81), false },
        { new string('ж', 70), true },
        { new string('ж', 71), false },
        { new string('a', 70) + "ж", false },
        { "two\nlines", true },
        { "bell\a", false },
        { "", false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_sms_carries_160_characters_of_its_alphabet_and_70_of_any_other(string text, bool taken) => Assert.Equal(taken, CommandPayload.SmsFault(text) is null);

    public static TheoryData<string, PayloadType, bool> Payloads() => new()
    {
        { new string('a', 1_300), PayloadType.Text, true },
        { new string('a', 1_301), PayloadType.Text, false },
        { new string('€', 433), PayloadType.Text, true },
        { new string('€', 434), PayloadType.Text, false },
        { Convert.ToBase64String(new byte[1_300]), PayloadType.Binary, true },
        { Convert.ToBase64String(new byte[1_301]), PayloadType.Binary, false },
        { "MjE=", PayloadType.Binary, true },
        { "MjE", PayloadType.Binary, false },
        { " MjE=", PayloadType.Binary, false },
        { "not base64!", PayloadType.Binary, false },
        { "", PayloadType.Text, false },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void An_ip_command_carries_1300_bytes(string payload, PayloadType type, bool taken) => Assert.Equal(taken, CommandPayload.IpFault(payload, type) is null);
}
