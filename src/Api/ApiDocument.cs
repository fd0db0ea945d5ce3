using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SimConsole.Accounts;

namespace SimConsole.Api;

/// <summary>The OpenAPI document of the whole API, served to callers who are signed in. Source of its names: the Super SIM contract, version 1.</summary>
public static partial class ApiDocument
{
    public const string Address = "/openapi/v1.json";

    private const string Name = "v1";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    private static readonly IReadOnlyDictionary<int, string> Errors = new Dictionary<int, string>
    {
        [StatusCodes.Status400BadRequest] = "A parameter is invalid, or the step is not allowed; the message says which, and what to do.",
        [StatusCodes.Status401Unauthorized] = "The credentials are missing or wrong.",
        [StatusCodes.Status403Forbidden] = "These credentials may not do that, or a page of another site asked for it.",
        [StatusCodes.Status404NotFound] = "There is no such resource.",
        [StatusCodes.Status409Conflict] = "It conflicts with what exists already.",
        [StatusCodes.Status429TooManyRequests] = "These credentials send requests too fast; Retry-After says when to ask again.",
        [StatusCodes.Status500InternalServerError] = "Something went wrong, and the log of the server says what.",
        [StatusCodes.Status503ServiceUnavailable] = "The database cannot be written now, or too many others wrote the same thing; nothing was changed. Retry-After says when to ask again.",
    };

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        // The schemas are made from these options; answers are written with ApiJson.Options.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = ApiJson.Options.PropertyNamingPolicy;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        return services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
            options.ShouldInclude = description => description.RelativePath?.StartsWith(ConsoleAddress.ApiRoot[1..] + "/", StringComparison.Ordinal) == true;
            options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id ? NameOf(id) : null;
            options.AddSchemaTransformer(DescribeAsync);
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer(DescribeAsync);
        });
    }

    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        // The files of Swagger UI, for those who are signed in; the page that uses them is a page of the console.
        endpoints.MapSwaggerUI("swagger-ui", ui => ui.SwaggerEndpoint($"..{Address}", "SimConsole"));
        endpoints.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(ApiCredentials.OrPerson).RequireRateLimiting(ApiRateLimits.Policy);
        return endpoints;
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken token)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SimConsole",
            Version = Name,
            Description = "The Super SIM API, version 1, and beside it what SimConsole adds. Sign in with HTTP Basic: the account's SID and auth token, or an API key's SID and secret; or with a token that the key is given at /api-services/v1/auth/token. "
                + "Parameters are sent as a form, and are taken from the query string as well. Every property of an answer is always there, null where there is nothing; times are UTC.",
        };
        var address = context.ApplicationServices.GetRequiredService<ConsoleAddress>().Configured;
        if (address is not null)
        {
            document.Servers = [new OpenApiServer { Url = address }];
        }

        ApiSecurity.Describe(document, address);
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken token)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var list = metadata.OfType<ApiLists>().FirstOrDefault();
        var taken = metadata.OfType<ApiTakes>().SelectMany(takes => takes.Parameters).Concat(list is null ? [] : ApiLists.Paging).ToLookup(parameter => parameter.IsHeader);
        var path = PathParameter().Matches(context.Description.RelativePath!).Select(match => match.Groups[1].Value).ToList();
        var posted = context.Description.HttpMethod == HttpMethods.Post;

        operation.Parameters =
        [
            .. path.Select(name => new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
            .. (posted ? [] : taken[false]).Select(parameter => Parameter(parameter, ParameterLocation.Query)),
            .. taken[true].Select(parameter => Parameter(parameter, ParameterLocation.Header)),
        ];
        operation.RequestBody = posted && taken[false].Any() ? Body(operation, [.. taken[false]], metadata.OfType<ApiTakesFile>().FirstOrDefault()) : null;
        if (metadata.OfType<NeedsAttribute>().LastOrDefault() is { } needs)
        {
            ApiSecurity.Describe(operation, context.Document!, needs.Permission);
        }

        if (list is not null)
        {
            operation.Responses = new() { ["200"] = new OpenApiResponse { Description = "OK", Content = Content(await ListAsync(list, context, token)) } };
        }

        var error = Content(await ReferenceAsync(typeof(ApiError), context, token));
        foreach (var (status, says) in Errors)
        {
            if ((path.Count > 0 || status != StatusCodes.Status404NotFound) && (posted || status != StatusCodes.Status409Conflict))
            {
                operation.Responses![status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse { Description = says, Content = error };
            }
        }
    }

    private static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken token)
    {
        if (context.JsonPropertyInfo is { } property)
        {
            schema.Format ??= property.PropertyType != typeof(string) ? null
                : property.Name.StartsWith("date_", StringComparison.Ordinal) || property.Name.EndsWith("_time", StringComparison.Ordinal) ? "date-time"
                : property.Name is "url" || property.Name.EndsWith("_url", StringComparison.Ordinal) ? "uri"
                : null;
            if (property.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute words])
            {
                schema.Enum = [.. words.Values.Select(word => (JsonNode)(string)word!)];
            }
        }
        else if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Required = schema.Properties?.Keys.ToHashSet();
        }

        return Task.CompletedTask;
    }

    private static async Task<IOpenApiSchema> ListAsync(ApiLists list, OpenApiOperationTransformerContext context, CancellationToken token) => new OpenApiSchema
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { list.Key, "meta" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            [list.Key] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = await ReferenceAsync(list.Row, context, token) },
            ["meta"] = await ReferenceAsync(typeof(ApiListMeta), context, token),
        },
    };

    private static async Task<IOpenApiSchema> ReferenceAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken token)
    {
        context.Document!.AddComponent(NameOf(type.Name), await context.GetOrCreateSchemaAsync(type, null, token));
        return new OpenApiSchemaReference(NameOf(type.Name), context.Document);
    }

    /// <summary>A record's name without the part that only distinguishes it from the row that it shows.</summary>
    private static string NameOf(string type) => type.EndsWith("Resource", StringComparison.Ordinal) ? type[..^"Resource".Length] : type;

    private static OpenApiParameter Parameter(ApiParameter parameter, ParameterLocation place) =>
        new() { Name = parameter.Name, In = place, Description = parameter.Description, Required = parameter.Required, Schema = parameter.Schema() };

    private static OpenApiRequestBody Body(OpenApiOperation operation, IReadOnlyList<ApiParameter> parameters, ApiTakesFile? file)
    {
        OpenApiMediaType Fields(params (string Name, IOpenApiSchema Schema)[] more) => new()
        {
            Schema = new OpenApiSchema
            {
                Title = operation.OperationId + "Request",
                Type = JsonSchemaType.Object,
                Required = parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Name).Concat(more.Select(field => field.Name)).ToHashSet(),
                Properties = parameters.Select(parameter => (parameter.Name, (IOpenApiSchema)Described(parameter))).Concat(more).ToDictionary(),
            },
        };

        var body = new OpenApiRequestBody
        {
            Required = parameters.Any(parameter => parameter.Required),
            Content = new Dictionary<string, OpenApiMediaType> { [Form] = Fields() },
        };
        if (file is not null)
        {
            var content = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The file." };
            body.Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = Fields((file.Part, content)), [file.Type] = new() { Schema = content } };
            body.Required = true;
        }

        return body;
    }

    private static OpenApiSchema Described(ApiParameter parameter)
    {
        var schema = parameter.Schema();
        schema.Description = parameter.Description;
        return schema;
    }

    private static Dictionary<string, OpenApiMediaType> Content(IOpenApiSchema schema) => new() { [Json] = new OpenApiMediaType { Schema = schema } };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
