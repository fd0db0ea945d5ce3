using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SimConsole.Tests.Api;

/// <summary>Makes requests out of an OpenAPI document that are wrong in one thing or in several, always the same ones.</summary>
/// <param name="known">What a parameter of an operation may well be: what is there, or could be.</param>
internal sealed partial class BadRequests(Document document, Func<Operation, string, string> known)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const int Mixed = 12;
    private const int Share = 8;

    private static readonly string[] OtherMethods = ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "GETT", "PROPFIND", "DELETE"];

    private readonly Random _random = new(7);
    private readonly HashSet<string> _met = [];
    private int _turn;

    private sealed record Parameter(string In, string Name, JsonElement Schema, bool Required);

    private sealed record Field(string In, string Name, string Encoded);

    public IEnumerable<BadRequest> Of(Operation operation) =>
        OfParameters(operation).Concat(OfTransport(operation)).Concat(OfCredentials(operation)).Concat(Enumerable.Range(0, Mixed).Select(_ => Mix(operation)));

    /// <summary>Requests that are right: with nothing but what is required, and with each other field as it may well be.</summary>
    public IEnumerable<BadRequest> Good(Operation operation) => Parameters(operation).Where(p => p.In == "form")
        .Select(p => Build(operation, [new Field(p.In, p.Name, Uri.EscapeDataString(known(operation, p.Name)))]))
        .Prepend(Build(operation, []));

    private IEnumerable<BadRequest> OfParameters(Operation operation)
    {
        foreach (var parameter in Parameters(operation))
        {
            foreach (var value in ValuesOf(parameter))
            {
                yield return Build(operation, [new Field(parameter.In, parameter.Name, value)]) with { Status = parameter.In != "path" && CannotBe(parameter.Schema, value) ? 400 : null };
            }

            if (parameter.In == "path")
            {
                continue;
            }

            // Given twice, and a form's also in the query string.
            var good = Uri.EscapeDataString(known(operation, parameter.Name));
            var repeated = parameter.Schema.Text("type") == "array" ? (int?)null : 400;
            yield return Build(operation, [new Field(parameter.In, parameter.Name, good), new Field(parameter.In, parameter.Name, good)]) with { Status = repeated };
            if (parameter.In == "form")
            {
                yield return Build(operation, [new Field("form", parameter.Name, good), new Field("query", parameter.Name, good)]) with { Status = repeated };
                foreach (var value in TakeTurn())
                {
                    yield return Build(operation, [new Field("query", parameter.Name, value)]) with { Status = CannotBe(parameter.Schema, value) ? 400 : null };
                }
            }
        }
    }

    /// <summary>All values where a parameter of this name is met first, and every time after that another part of them.</summary>
    private IEnumerable<string> ValuesOf(Parameter parameter) => _met.Add($"{parameter.In} {parameter.Name}") ? BadValues.All : TakeTurn();

    private List<string> TakeTurn()
    {
        var turn = _turn++ % Share;
        return [.. BadValues.All.Where((_, i) => i % Share == turn)];
    }

    private IEnumerable<BadRequest> OfTransport(Operation operation)
    {
        var good = Build(operation, []);
        foreach (var method in OtherMethods.Where(m => m != good.Method))
        {
            // What is deleted under one path is created under another, so DELETE may be right somewhere.
            yield return good with { Method = method, Status = method == "DELETE" ? null : 404 };
        }

        var path = good.Target.Split('?')[0];
        foreach (var target in new[] { path + "/", path.Replace("/v1/", "/v1//", StringComparison.Ordinal), path + "//", path + ".json", path + ";a=b", path + "/nothing", path + "%", path + "%zz", path + "/%2e%2e/Sims", path.ToUpperInvariant(), path.Replace("/v1/", "/v1/./", StringComparison.Ordinal), path + "?" + new string('&', 500), path + "?%zz=%zz&=&==&%", path + "?Unknown=1&unknown=2&Unknown=3" })
        {
            yield return good with { Target = target };
        }

        foreach (var (name, value) in new[]
        {
            ("Accept", "text/html"), ("Accept", "application/xml;q=0.9"), ("Accept", "garbage"), ("Accept", "*/*;q=0"), ("Accept-Charset", "utf-16"), ("Accept-Charset", "\u00ff"), ("Accept-Encoding", "gzip, br, zstd, nonsense"),
            ("Accept-Language", "xx-XX"), ("Range", "bytes=0-1"), ("If-None-Match", "*"), ("If-Modified-Since", "yesterday"), ("X-HTTP-Method-Override", "DELETE"), ("Cookie", "a=b; =; .AspNetCore.Identity.Application=x"),
            ("X-Forwarded-For", "127.0.0.1"), ("Idempotency-Key", new string('k', 4_000)), ("Idempotency-Key", ""), ("Referer", "javascript:alert(1)"), ("Origin", "https://callbacks.invalid"), ("User-Agent", "'; DROP TABLE SIMs; --"),
        })
        {
            yield return good with { Headers = [(name, value)] };
        }

        if (!good.Writes)
        {
            yield return good with { Body = "Status=active", ContentType = Form };
            yield break;
        }

        var takesForm = good.ContentType is not null;
        foreach (var type in new[] { "application/json", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=x", "garbage", "a/b/c", ";", "application/x-www-form-urlencoded-not", "", null })
        {
            yield return good with { Body = "{\"Status\":\"active\"}", ContentType = type, Status = takesForm ? 400 : null };
        }

        foreach (var type in new[] { "; charset=utf-16", "; charset=nonsense", "; charset=utf-7", "; charset=\"", "; charset", ";;;", "; boundary=x" })
        {
            yield return good with { ContentType = Form + type };
        }

        foreach (var body in new[] { "", "&", "=", "&&&===&&&", "%", "%zz=%zz", "=%00", "\0", "a", "Status", "[Status]=active", "Status[]=active&Status[0]=active", new string('&', 5_000), string.Concat(Enumerable.Repeat("a=1&", 6_000)), new string('k', 3_000) + "=1" })
        {
            yield return good with { Body = body, ContentType = Form };
        }

        yield return good with { Body = "A=" + new string('x', 70_000), ContentType = Form };
        yield return good with { Body = good.Body ?? "", ContentType = Form, Headers = [("Content-Encoding", "gzip")] };
        yield return good with { Body = good.Body ?? "", ContentType = Form, Headers = [("Transfer-Encoding", "chunked")] };
        yield return good with { Body = good.Body ?? "", ContentType = Form, Headers = [("Expect", "100-continue")] };
    }

    private IEnumerable<BadRequest> OfCredentials(Operation operation)
    {
        string[] wrong =
        [
            "", "Basic", "Basic ", "Basic !!!", "Basic Og==", "Basic " + new string('A', 4_000), "Bearer abc", "basic basic basic", $"Basic {Encoded($"{ServedConsole.AccountSid}:")}", $"Basic {Encoded($"{ServedConsole.AccountSid}:\0")}",
            $"Basic {Encoded($"{ServedConsole.AccountSid}:{ServedConsole.AuthToken} ")}", $"Basic {Encoded($"' OR 1=1 --:{ServedConsole.AuthToken}")}", $"Basic {Encoded($"SK{new string('0', 32)}:😀")}", $"Digest {Encoded($"{ServedConsole.AccountSid}:{ServedConsole.AuthToken}")}",
        ];
        return wrong.Select(value => Build(operation, []) with { Headers = [("Authorization", value)], Status = 401 });

        static string Encoded(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Several parameters wrong at once, some of them another operation's, in the form or in the query string.</summary>
    private BadRequest Mix(Operation operation)
    {
        var parameters = Parameters(operation);
        string[] foreign = ["Status", "Sim", "Fleet", "PageSize", "Iccid", "UniqueName", "Sims", "Nothing", "", "__proto__", "a[b]"];
        var fields = Enumerable.Range(0, _random.Next(1, 6)).Select(_ =>
        {
            var value = BadValues.All[_random.Next(BadValues.All.Count)];
            return parameters.Count > 0 && _random.Next(4) > 0 && parameters[_random.Next(parameters.Count)] is var parameter
                ? new Field(parameter.In == "form" && _random.Next(3) == 0 ? "query" : parameter.In, parameter.Name, value)
                : new Field(_random.Next(2) == 0 ? "form" : "query", foreign[_random.Next(foreign.Length)], value);
        });
        return Build(operation, [.. fields.Where(field => field.Encoded.Length < 1_000)]);
    }

    /// <summary>A request with these fields, and all else that the operation requires as it should be.</summary>
    private BadRequest Build(Operation operation, IReadOnlyList<Field> fields)
    {
        var parameters = Parameters(operation);
        IReadOnlyList<Field> all = [.. fields, .. parameters.Where(p => p.Required && p.In != "path" && fields.All(f => f.Name != p.Name)).Select(p => new Field(p.In, p.Name, Uri.EscapeDataString(known(operation, p.Name))))];
        var path = InBraces().Replace(operation.Path, name => fields.FirstOrDefault(f => f.In == "path" && f.Name == name.Groups[1].Value)?.Encoded ?? Uri.EscapeDataString(known(operation, name.Groups[1].Value)));
        var query = Join(all, "query");
        var form = operation.Verb == "post" && parameters.Any(p => p.In == "form") ? Join(all, "form") : null;
        return new BadRequest(operation.Id, operation.Verb.ToUpperInvariant(), query.Length == 0 ? path : $"{path}?{query}", form, form is null ? null : Form);
    }

    private static string Join(IReadOnlyList<Field> fields, string place) => string.Join('&', fields.Where(f => f.In == place).Select(f => $"{f.Name}={f.Encoded}"));

    private List<Parameter> Parameters(Operation operation)
    {
        var required = Document.Required(operation);
        return
        [
            .. operation.Parameters.Where(p => p.Text("in") is "path" or "query").Select(p => new Parameter(p.Text("in"), p.Text("name"), document.Resolve(p.GetProperty("schema")), required.Contains(p.Text("name")))),
            .. Document.FormProperties(operation).Select(p => new Parameter("form", p.Name, document.Resolve(p.Value), required.Contains(p.Name))),
        ];
    }

    /// <summary>Whether the schema rules a value out for certain.</summary>
    private static bool CannotBe(JsonElement schema, string encoded)
    {
        var text = Uri.UnescapeDataString(encoded.Replace('+', ' '));
        return text.Length > 0 && (
            schema.TryGetProperty("enum", out var words) ? words.EnumerateArray().All(word => !text.Equals(word.GetString(), StringComparison.OrdinalIgnoreCase))
            : schema.Text("type") switch
            {
                "integer" => !WholeNumber().IsMatch(text),
                "boolean" => !bool.TryParse(text, out _),
                _ => schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            });
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();

    [GeneratedRegex(@"^[+-]?[0-9]+$")]
    private static partial Regex WholeNumber();
}
