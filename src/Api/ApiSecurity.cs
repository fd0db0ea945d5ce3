using Microsoft.OpenApi;
using SimConsole.Accounts.Tokens;

namespace SimConsole.Api;

/// <summary>How programs sign in, as the API's document says it: by HTTP Basic, or with a token, whose scope is the permissions of a key.</summary>
internal static class ApiSecurity
{
    /// <summary>The name of the first scheme, as the Super SIM contract has it.</summary>
    private const string Basic = "accountSid_authToken";

    private const string Tokens = "clientCredentials";

    /// <summary>Says in a document that there are both, and that either of them is enough.</summary>
    /// <param name="address">What its URLs begin with; null where they are relative to it.</param>
    public static void Describe(OpenApiDocument document, string? address)
    {
        document.AddComponent(Basic, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic" });
        document.AddComponent(Tokens, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = "An API key's SID and secret as client_id and client_secret.",
            Flows = new OpenApiOAuthFlows
            {
                ClientCredentials = new OpenApiOAuthFlow
                {
                    TokenUrl = new Uri(address + TokenEndpoint.Address, UriKind.RelativeOrAbsolute),
                    Scopes = PermissionSets.ForPrograms.Singly().ToDictionary(permission => permission.Words(), SaysOf),
                },
            },
        });
        document.Security = Either(document, []);
    }

    /// <summary>Says which scope a token needs for an operation.</summary>
    public static void Describe(OpenApiOperation operation, OpenApiDocument document, Permissions needs) => operation.Security = Either(document, [needs.Words()]);

    private static List<OpenApiSecurityRequirement> Either(OpenApiDocument document, List<string> scopes) =>
    [
        new() { [new OpenApiSecuritySchemeReference(Basic, document)] = [] },
        new() { [new OpenApiSecuritySchemeReference(Tokens, document)] = scopes },
    ];

    private static string SaysOf(Permissions permission) => permission switch
    {
        Permissions.SimsRead => "Read everything but secrets, people and the audit.",
        Permissions.SimsWrite => "Change one Sim at a time, and register new ones.",
        Permissions.SimsBulk => "Order, pause, resume, cancel and undo bulk changes.",
        Permissions.FleetsWrite => "Create Fleets and change them.",
        Permissions.LossReport => "Report Sims lost or stolen, which takes them off the network.",
        Permissions.LossRelease => "End the hold of a loss report.",
        Permissions.CommandsSend => "Send commands to devices.",
        Permissions.CallbacksManage => "Deliver callbacks again.",
        Permissions.NetworkManage => "Say which networks Sims may attach to.",
        Permissions.Import => "Import cards and Sims.",
        Permissions.Export => "Download lists as files.",
        Permissions.AuditRead => "Read what was done by whom.",
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, null),
    };
}
