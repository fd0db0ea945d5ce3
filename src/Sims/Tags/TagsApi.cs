using Microsoft.AspNetCore.Mvc;
using SimConsole.Api;
using static SimConsole.Api.ApiParameter;

namespace SimConsole.Sims.Tags;

/// <summary>A tag as the API shows it.</summary>
/// <param name="Sims">How many Sims have it.</param>
public sealed record TagResource(string Name, int Sims);

/// <summary>What the console knows of a Sim beside what Super SIM has.</summary>
/// <param name="Tags">In the order of the alphabet.</param>
/// <param name="HeldBy">The loss report that holds it; null where none does.</param>
public sealed record SimDetailsResource(
    string SimSid, string Iccid, string? UniqueName, string? Imsi, string? Msisdn, IReadOnlyList<string> Tags, string? Note, string? HeldBy, string DateUpdated, string Url);

/// <summary><c>/v1/Tags</c>, and <c>/v1/Sims/{Sid}/Details</c>: not part of Super SIM, but by its conventions.</summary>
public static class TagsApi
{
    private const string Key = "tags";

    public static void MapTags(this IEndpointRouteBuilder api)
    {
        api.MapGet("/Tags", ListAsync).WithTags("Tag").WithName("ListTag").Needs(Permissions.SimsRead).WithSummary("The tags that SIMs have, newest first.").Lists<TagResource>(Key);
        api.MapGet("/Sims/{Sid}/Details", FetchAsync).WithTags("SimDetails").WithName("FetchSimDetails").Needs(Permissions.SimsRead).WithSummary("Tags, note and numbers of a SIM.").Produces<SimDetailsResource>();
        api.MapPost("/Sims/{Sid}/Details", UpdateAsync).WithTags("SimDetails").WithName("UpdateSimDetails").Needs(Permissions.SimsWrite).WithSummary("Changes the tags and the note of a SIM.").Produces<SimDetailsResource>().Takes(
            Texts("Tags", $"All its tags, at most {TagName.MostOfOneSim}: those that are not named are removed; empty to remove all."),
            Texts("AddTags", "Tags to give it beside those that it has."),
            Texts("RemoveTags", "Tags to remove."),
            Text("Note", $"What is written down about it, at most {Sim.NoteLength} characters; empty to remove it."));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ApiList list, TagReader reader, FleetScope scope, CancellationToken token)
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = list.Read(parameters, Key);
        return parameters.Refusal is { } refusal
            ? Task.FromResult(ApiError.Of(refusal))
            : list.AnswerAsync(
                request,
                Key,
                page,
                [],
                (before, take) => reader.ListBeforeAsync(before, take, scope, token),
                (after, take) => reader.ListAfterAsync(after, take, scope, token),
                tag => tag.Id,
                tag => new TagResource(tag.Name, tag.Sims));
    }

    private static Task<IResult> FetchAsync(string sid, [AsParameters] Answers answers, CancellationToken token) => answers.FindAsync(sid, token);

    private static async Task<IResult> UpdateAsync(string sid, HttpRequest request, Caller caller, SimService sims, [AsParameters] Answers answers, CancellationToken token)
    {
        var parameters = await ApiParameters.ReadAsync(request, token);
        var update = new SimUpdate
        {
            Tags = parameters.TagsOrNull("Tags"),
            AddTags = parameters.Tags("AddTags"),
            RemoveTags = parameters.Tags("RemoveTags"),
            Note = parameters.Text("Note"),
        };
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        var updated = await sims.UpdateAsync(sid, update, caller, token);
        return updated.Value is { } done ? await answers.OfAsync(done.Sim, token) : ApiError.Of(updated.Refusal!);
    }

    /// <summary>What both endpoints answer with: the Sim as it is now.</summary>
    internal sealed record Answers([FromServices] SimReader Sims, [FromServices] TagReader Tags, [FromServices] ConsoleAddress Address, HttpRequest Request)
    {
        private FleetScope Scope => FleetScope.Of(Request.HttpContext.User);

        public async Task<IResult> FindAsync(string sid, CancellationToken token) => await Sims.FindAsync(sid, Scope, token) is { } sim
            ? await OfAsync(sim, token)
            : ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is no SIM {Cut.Short(sid)}."));

        public async Task<IResult> OfAsync(SimRow sim, CancellationToken token) => ApiJson.Answer(new SimDetailsResource(
            sim.Sid,
            sim.Iccid,
            sim.UniqueName,
            sim.Imsi,
            sim.Msisdn,
            (await Tags.OfAsync([sim.Id], Scope, token)).GetValueOrDefault(sim.Id, []),
            sim.Note,
            sim.HeldBy,
            ApiJson.Time(sim.UpdatedAt),
            Address.Of(Request, $"{ConsoleAddress.ApiRoot}/Sims/{sim.Sid}/Details")));
    }
}
