using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Audit;

/// <summary><c>/v1/AuditEvents</c>: not part of Super SIM, but follows its conventions.</summary>
public static class AuditEventsApi
{
    private const string Key = "audit_events";

    public static void MapAuditEvents(this IEndpointRouteBuilder api) =>
        api.MapGroup("/AuditEvents").WithTags("AuditEvent").MapGet("", ListAsync).WithName("ListAuditEvent").Needs(Permissions.AuditRead)
            .WithSummary("What was done by whom, newest first.").Lists<AuditEventResource>(Key).Takes(
                Text("Actor", "Only what this person or credential did: the whole name, or the SID."),
                Word("Kind", "Only what is of this kind.", AuditKinds.All),
                Text("Subject", "Only what was done to this: the whole SID, or the whole name."));

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, AuditReader reader, AccountService account, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        var filter = new AuditFilter
        {
            Actor = parameters.Text("Actor"),
            Kind = parameters.Choice("Kind", "a kind such as sim.updated", AuditKinds.Parse) is { } kind ? AuditKinds.All[kind] : null,
            Subject = parameters.Text("Subject"),
        };
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [("Actor", filter.Actor), ("Kind", filter.Kind), ("Subject", filter.Subject)],
                (before, take) => reader.ListBeforeAsync(filter, before, take, token),
                (after, take) => reader.ListAfterAsync(filter, after, take, token),
                entry => entry.Id,
                entry => AuditEventResource.Of(entry, account));
    }
}

/// <summary>An entry of the audit as the API shows it.</summary>
/// <param name="Source">The door: <c>page</c>, <c>api</c>, <c>command-line</c> or <c>network</c>.</param>
/// <param name="Actor">The name of the person, or the SID of the credential.</param>
/// <param name="Session">The number of the person's session; null for programs.</param>
/// <param name="Kind">What was done, such as <c>sim.updated</c>.</param>
/// <param name="Subject">To what: a SID, or the name of a person or a list.</param>
/// <param name="Chain">The chain that it is a link of.</param>
/// <param name="Sequence">The number of the link, from 1.</param>
/// <param name="Seal">HMAC-SHA-256 over the entry and the link before, in hexadecimal digits.</param>
public sealed record AuditEventResource(
    long Id,
    string AccountSid,
    string DateCreated,
    [property: AllowedValues("page", "api", "command-line", "network")] string Source,
    string Actor,
    long? Session,
    string SourceIpAddress,
    string Kind,
    string Subject,
    IReadOnlyList<AuditEventChange> Changes,
    string Chain,
    long Sequence,
    string Seal)
{
    public static AuditEventResource Of(AuditEntry entry, AccountService account) => new(
        entry.Id,
        account.Sid,
        ApiJson.Time(entry.At),
        entry.Door.Word(),
        entry.Actor,
        entry.SessionId,
        entry.Address,
        entry.Kind,
        entry.Subject,
        [.. AuditChanges.Read(entry.Changes).Select(c => new AuditEventChange(c.What, c.From, c.To))],
        entry.Chain,
        entry.Sequence,
        Convert.ToHexStringLower(entry.Seal));
}

/// <summary>One thing that changed: what it was, and what it is; null where there was or is nothing.</summary>
public sealed record AuditEventChange(string What, string? From, string? To);
