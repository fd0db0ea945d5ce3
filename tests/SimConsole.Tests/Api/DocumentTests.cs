using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.ESimProfiles;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

/// <summary>The served OpenAPI document: what it says is what the contract says, and what the endpoints do.</summary>
public sealed class DocumentTests(DocumentTests.Console console) : IClassFixture<DocumentTests.Console>
{
    /// <summary>Read only to say that they cannot be changed, or not be planned by.</summary>
    private static readonly string[] ReadToRefuse =
        ["UpdateFleet DataEnabled", "UpdateFleet SmsCommandsEnabled", "CreatePlannedChange WhereHeld", "CreatePlannedChange WhereFailed", "CreatePlannedChange WhereOfflineDays"];

    private static readonly string[] Failures = ["400", "401", "429", "500", "503"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<Operation> Shared(Document served) => Document.Contract.Operations.Values.Where(operation => served.Operations.ContainsKey(operation.Id));

    [Fact]
    public void The_contract_has_20_paths_and_31_operations()
    {
        Assert.Equal(20, Document.Contract.Root.GetProperty("paths").EnumerateObject().Count());
        Assert.Equal(31, Document.Contract.Operations.Count);
    }

    [Fact]
    public async Task Every_operation_of_the_contract_is_there()
    {
        var served = await console.DocumentAsync();
        Assert.Empty(Document.Contract.Operations.Keys.Except(served.Operations.Keys));
    }

    [Fact]
    public async Task Operations_have_the_path_and_the_tag_that_the_contract_gives_them()
    {
        var served = await console.DocumentAsync();
        Assert.All(Shared(served), contract =>
        {
            var ours = served.Operations[contract.Id];
            Assert.Equal((contract.Path, contract.Verb), (ours.Path, ours.Verb));
            Assert.Equal(contract.Tags, ours.Tags);
        });
    }

    [Fact]
    public async Task Parameters_are_those_of_the_contract_and_filters_of_our_own()
    {
        var served = await console.DocumentAsync();
        Assert.All(Shared(served), contract => Assert.Equal(
            Document.Contract.Parameters(contract),
            served.Parameters(served.Operations[contract.Id]).Where(parameter => !parameter.StartsWith("query Where", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Nothing_is_required_that_the_contract_does_not_require()
    {
        var served = await console.DocumentAsync();
        Assert.All(Shared(served), contract => Assert.Empty(Document.Required(served.Operations[contract.Id]).Except(Document.Required(contract))));
    }

    [Fact]
    public async Task Answers_have_the_statuses_properties_types_and_words_of_the_contract()
    {
        var served = await console.DocumentAsync();
        Assert.All(Shared(served), contract =>
        {
            // What the contract leaves open, ours may spell out.
            var says = Document.Contract.Answers(contract);
            var open = says.Where(line => line.EndsWith(": object", StringComparison.Ordinal) || line.EndsWith(": array", StringComparison.Ordinal) || line.EndsWith(": anything", StringComparison.Ordinal)).ToList();
            Assert.Equal(says, served.Answers(served.Operations[contract.Id])
                .Select(line => open.FirstOrDefault(o => line.StartsWith(o.Split(':')[0] + ".", StringComparison.Ordinal) || line.StartsWith(o.Split(':')[0] + "[]", StringComparison.Ordinal)) ?? line)
                .Distinct());
        });
    }

    [Fact]
    public async Task Nothing_may_be_null_that_the_contract_says_is_not()
    {
        var served = await console.DocumentAsync();
        Assert.All(Shared(served), contract => Assert.Empty(served.Nullable(served.Operations[contract.Id]).Except(Document.Contract.Nullable(contract))));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_how_it_fails()
    {
        var served = await console.DocumentAsync();
        Assert.All(served.Operations.Values, operation =>
        {
            Assert.StartsWith("/v1/", operation.Path, StringComparison.Ordinal);
            Assert.EndsWith(".", operation.Element.Text("summary"), StringComparison.Ordinal);
            Assert.Single(operation.Tags);
            foreach (var status in Failures)
            {
                var body = operation.Element.GetProperty("responses").GetProperty(status).GetProperty("content").GetProperty("application/json").GetProperty("schema");
                Assert.Equal(["code", "message", "more_info", "status"], served.Resolve(body).GetProperty("properties").EnumerateObject().Select(property => property.Name));
            }
        });
        Assert.Equal("basic", served.Root.GetProperty("components").GetProperty("securitySchemes").GetProperty("accountSid_authToken").Text("scheme"));
        Assert.True(served.Root.GetProperty("security")[0].TryGetProperty("accountSid_authToken", out _));
        Assert.True(served.Root.GetProperty("security")[1].TryGetProperty("clientCredentials", out _));
        var tokens = served.Root.GetProperty("components").GetProperty("securitySchemes").GetProperty("clientCredentials");
        Assert.Equal("oauth2", tokens.Text("type"));
        var flow = tokens.GetProperty("flows").GetProperty("clientCredentials");
        Assert.Equal("/api-services/v1/auth/token", flow.Text("tokenUrl"));
        Assert.Equal(PermissionSets.ForPrograms.Words().Split(", "), flow.GetProperty("scopes").EnumerateObject().Select(scope => scope.Name));
        Assert.Equal("fleets.write", served.Operations["CreateFleet"].Element.GetProperty("security")[1].GetProperty("clientCredentials")[0].GetString());
    }

    [Fact]
    public async Task Every_parameter_that_is_declared_is_read_and_no_other()
    {
        var served = await console.DocumentAsync();
        foreach (var operation in served.Operations.Values)
        {
            string[] declared = [.. operation.Parameters.Where(p => p.Text("in") == "query").Select(p => p.Text("name")), .. Document.FormProperties(operation).Select(p => p.Name)];
            var read = await console.ReadByAsync(operation);
            Assert.Equal(declared.Order(StringComparer.Ordinal).Select(name => $"{operation.Id} {name}"), read.Order(StringComparer.Ordinal).Select(name => $"{operation.Id} {name}").Except(ReadToRefuse));
        }
    }

    [Fact]
    public async Task Every_word_of_a_parameter_is_taken_and_any_other_is_refused()
    {
        var served = await console.DocumentAsync();
        foreach (var (operation, name, schema) in served.Operations.Values.SelectMany(o => Taken(served, o)))
        {
            string[] right = schema.TryGetProperty("enum", out var words) ? [.. words.EnumerateArray().Select(word => word.GetString()!)]
                : schema.TryGetProperty("type", out var type) && type.GetString() == "boolean" ? ["true", "false"]
                : schema.TryGetProperty("type", out type) && type.GetString() == "integer" ? ["1"]
                : [];
            foreach (var word in right)
            {
                Assert.DoesNotContain($"{name} is '", await console.MessageAsync(operation, name, word), StringComparison.Ordinal);
            }

            if (right.Length > 0)
            {
                Assert.StartsWith($"{name} is 'nonsense'", await console.MessageAsync(operation, name, "nonsense"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_words_of_an_answer_are_those_that_are_written()
    {
        var served = await console.DocumentAsync();
        IEnumerable<string> Words(string schema, string property) => served.Root.GetProperty("components").GetProperty("schemas").GetProperty(schema)
            .GetProperty("properties").GetProperty(property).GetProperty("enum").EnumerateArray().Select(word => word.GetString()!);

        Assert.Equal(SimStatuses.All.Select(status => status.Word()), Words("Sim", "status"));
        Assert.Equal(SimStatuses.All.Select(status => status.Word()), Words("ReportedSim", "status"));
        Assert.Equal(Enum.GetValues<CallbackState>().Select(state => state.Word()), Words("Callback", "state"));
        Assert.Equal(ESimProfileStatuses.All.Select(status => status.Word()), Words("ESimProfile", "status"));
        Assert.Equal(Enum.GetValues<LossKind>().Select(kind => kind.Word()), Words("LossReport", "kind"));
        Assert.Equal(Enum.GetValues<BulkChangeKind>().Select(kind => kind.Word()), Words("BulkChange", "kind"));
        Assert.Equal(Enum.GetValues<BulkChangeState>().Select(state => state.Word()), Words("BulkChange", "state"));
        Assert.Equal(Enum.GetValues<PlannedChangeState>().Select(state => state.Word()), Words("PlannedChange", "state"));
        Assert.Equal(new[] { BulkChangeKind.Activate, BulkChangeKind.Deactivate, BulkChangeKind.MoveToFleet }.Select(kind => kind.Word()), Words("PlannedChange", "kind"));
        Assert.Equal(Enum.GetValues<PlannedRepeat>().Select(repeat => repeat.Word()), Words("PlannedChange", "repeats"));
        Assert.Equal(Enum.GetValues<PlannedOccurrenceState>().Select(state => state.Word()), Words("PlannedOccurrence", "state"));
    }

    [Fact]
    public async Task Nobody_reads_it_without_credentials()
    {
        var refused = await console.Served.Anonymous.GetAsync("/openapi/v1.json", Token);
        (await ServedConsole.ReadAsync(refused, HttpStatusCode.Unauthorized)).IsError(20003);
        Assert.Equal(["Basic", "Bearer"], refused.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    private static IEnumerable<(Operation Operation, string Name, JsonElement Schema)> Taken(Document served, Operation operation) =>
        operation.Parameters.Where(p => p.Text("in") == "query").Select(p => (operation, p.Text("name"), served.Resolve(p.GetProperty("schema"))))
            .Concat(Document.FormProperties(operation).Select(p => (operation, p.Name, served.Resolve(p.Value))));

    /// <summary>A console that notes which parameters are read.</summary>
    public sealed class Console : IAsyncLifetime
    {
        private readonly ConcurrentBag<string> _read = [];
        private Document? _document;

        internal ServedConsole Served { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Served = await ServedConsole.StartAsync(services => services.AddSingleton<IStartupFilter>(new Spy(_read)));

        public ValueTask DisposeAsync() => Served.DisposeAsync();

        internal async Task<Document> DocumentAsync() => _document ??= await Document.ServedByAsync(Served);

        internal async Task<IReadOnlyList<string>> ReadByAsync(Operation operation)
        {
            _read.Clear();
            using var response = await SendAsync(operation, "");
            return [.. _read.Distinct()];
        }

        /// <summary>What an operation says of one parameter: its message, or nothing where it succeeds.</summary>
        internal async Task<string> MessageAsync(Operation operation, string name, string value)
        {
            using var response = await SendAsync(operation, $"?{name}={Uri.EscapeDataString(value)}");
            var body = await response.Content.ReadAsStringAsync(Token);
            return response.IsSuccessStatusCode ? "" : JsonDocument.Parse(body).RootElement.Text("message");
        }

        private Task<HttpResponseMessage> SendAsync(Operation operation, string query) =>
            Served.Program.SendAsync(new HttpRequestMessage(new HttpMethod(operation.Verb), operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal) + query), Token);
    }

    private sealed class Spy(ConcurrentBag<string> read) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Features.Set<IQueryFeature>(new QueryFeature(new SpiedQuery(context.Request.Query, read)));
                return rest(context);
            });
            next(app);
        };
    }

    private sealed class SpiedQuery(IQueryCollection query, ConcurrentBag<string> read) : IQueryCollection
    {
        public int Count => query.Count;

        public ICollection<string> Keys => query.Keys;

        public StringValues this[string key]
        {
            get
            {
                read.Add(key);
                return query[key];
            }
        }

        public bool ContainsKey(string key) => query.ContainsKey(key);

        public bool TryGetValue(string key, out StringValues value) => query.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => query.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
