using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Audit;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.NetworkAuthorities;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>An order of one eSIM profile.</summary>
/// <param name="Eid">The eUICC that is to have it; empty or null where any device that has the matching ID may download it.</param>
/// <param name="GenerateMatchingId">Whether the network makes a matching ID, and with it an activation code.</param>
/// <param name="Callback">Where each status is reported, or null.</param>
public sealed record ESimProfileOrder(string? Eid, bool GenerateMatchingId, CallbackRequest? Callback = null);

/// <summary>Takes orders of eSIM profiles.</summary>
public sealed class ESimProfileService(
    IDbContextFactory<SimConsoleDb> databases,
    CallbackOutbox callbacks,
    ESimProfileSignal signal,
    IOptions<ESimProfileOptions> options,
    TimeProvider time,
    IESimAuthority? authority = null)
{
    /// <summary>Why a caller limited to Fleets may not order one.</summary>
    internal const string NewIsBeyond = "the SIM of a new profile is in no Fleet";

    /// <summary>Whether the network hands out eSIM profiles.</summary>
    public bool IsOffered => authority is not null;

    /// <summary>Orders a profile; the network is asked for it at once, and answers later. Refusals: 20001 the order is invalid, 20004 this network has none.</summary>
    public async Task<Result<ESimProfile>> OrderAsync(ESimProfileOrder order, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsWrite) is { } lacking)
        {
            return lacking;
        }

        if (caller.Beyond(NewIsBeyond) is { } beyond)
        {
            return beyond;
        }

        if (!IsOffered)
        {
            return new Refusal(ErrorCodes.NotPermitted, "This network provides no eSIM profiles. Register cards that were delivered, or run the console on a network with an SM-DP+.");
        }

        var eid = order.Eid is { Length: > 0 } given ? Eid.Cleaned(given) : null;
        if (eid is null && !order.GenerateMatchingId)
        {
            return new Refusal(ErrorCodes.Invalid, "Say who may download the profile: its eUICC in Eid, or anybody with the matching ID of GenerateMatchingId=true.");
        }

        if (eid is not null && Eid.Fault(eid) is { } fault)
        {
            return new Refusal(ErrorCodes.Invalid, $"Eid: {fault}");
        }

        var now = time.Now();
        var profile = new ESimProfile
        {
            Eid = eid,
            WantsMatchingId = order.GenerateMatchingId,
            RequestedBy = caller.Name,
            CreatedAt = now,
            UpdatedAt = now,
            SecondsLeft = DueRow.SecondsOf(options.Value.Deadline),
            DueAt = now,
        };
        await using var db = await databases.CreateDbContextAsync(token);
        db.ESimProfiles.Add(profile);
        db.Audit(caller, AuditKinds.ESimProfileOrdered, profile.Sid, new AuditChange("eid", eid));
        if (order.Callback is { } callback)
        {
            var fields = ESimProfileRecorder.FieldsOf(profile.Sid, eid, null, ESimProfileStatus.New);
            CallbackOutbox.AddFirst(db, CallbackSubject.ESimProfile, profile.Sid, null, callback, fields, now);
        }

        await db.SaveChangesAsync(token);
        if (order.Callback is not null)
        {
            callbacks.Wake();
        }

        signal.Wake();
        return profile;
    }
}
