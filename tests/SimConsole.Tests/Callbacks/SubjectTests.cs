using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;

namespace SimConsole.Tests.Callbacks;

/// <summary>Callbacks of other things than status changes.</summary>
public sealed class SubjectTests
{
    private const string Sid = "HC00000000000000000000000000000001";

    private static readonly string[] LaterStatuses = ["sent", "delivered"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anything_with_a_sid_is_told_of_in_order_and_without_a_sim()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var request = CallbackRequest.Of(receiver.Url, CallMethod.Post).Value!;
        await using (var db = console.OpenDb())
        {
            await db.InTransactionAsync(async () =>
            {
                CallbackOutbox.AddFirst(db, CallbackSubject.SmsCommand, Sid, null, request, Fields("queued"), console.Time.Now());
                await db.SaveChangesAsync(Token);
                foreach (var status in LaterStatuses)
                {
                    Assert.True(await CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { [Sid] = Fields(status) }, console.Time.Now(), Token));
                    await db.SaveChangesAsync(Token);
                }

                Assert.False(await CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { ["HC0"] = Fields("sent") }, console.Time.Now(), Token));
            }, Token);
        }

        Assert.Equal(3, await console.DeliverAsync());
        Assert.Equal(["queued", "sent", "delivered"], receiver.Got.Select(r => r.Status));
        Assert.All(receiver.Got, r => Assert.Equal(["AccountSid", "ApiVersion", "SmsCommandSid", "Status", "Payload"], r.Body.Split('&').Select(field => field.Split('=')[0])));
        Assert.Equal("ü&\"\\ \n", receiver.Got.First().Fields["Payload"]);
        var callback = await console.OnlyCallbackAsync();
        Assert.Equal((CallbackSubject.SmsCommand, Sid, null), (callback.Subject, callback.SubjectSid, callback.SimSid));

        Assert.Null((await console.Get<CallbackService>().ResendAsync(callback.Sid, CallbackWords.ParseMessage("2"), TestConsole.Someone, Token)).Refusal);
        Assert.Equal(1, await console.DeliverAsync());
        Assert.Equal("sent", receiver.Got.Last().Status);
    }

    private static CallbackFields Fields(string status) => CallbackFields.Of(("SmsCommandSid", Sid), ("Status", status), ("Payload", "ü&\"\\ \n"));
}
