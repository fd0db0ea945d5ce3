using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Commands;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Callbacks;
using SimConsole.Work;

namespace SimConsole.Tests.Commands;

public sealed class CommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_sms_is_queued_then_sent_then_delivered_and_its_callback_hears_that_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "pump");
        var sms = await console.SendAsync(sim.Sms("ü & €", receiver.Url));
        Assert.Equal((CommandStatus.Queued, CommandDirection.ToSim, "someone"), (sms.Status, sms.Direction, sms.RequestedBy));

        await console.Get<CommandWorker>().WorkOnceAsync(Token);
        Assert.Equal(CommandStatus.Sent, (await console.AgainAsync(sms)).Status);
        await console.CarryAsync();
        Assert.Equal(CommandStatus.Delivered, (await console.AgainAsync(sms)).Status);

        await console.DeliverAsync();
        Assert.Equal(["sent", "delivered"], receiver.Got.Select(r => r.Status));
        Assert.All(receiver.Got, r => Assert.Equal(
            ["AccountSid", "ApiVersion", "SimSid", "SimUniqueName", "CommandSid", "Status", "Direction", "Payload"], r.Body.Split('&').Select(field => field.Split('=')[0])));
        var told = receiver.Got.First().Fields;
        Assert.Equal((sim.Sid, "pump", sms.Sid, "to_sim", "ü & €"), (told["SimSid"], told["SimUniqueName"], told["CommandSid"], told["Direction"], told["Payload"]));
    }

    [Fact]
    public async Task An_ip_command_ends_as_sent_to_the_address_that_the_device_has()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.ConnectAsync(sim);
        var ip = await console.SendAsync(sim.Ip("check in", receiver.Url));
        Assert.Null(ip.DeviceIp);
        await console.CarryAsync();

        ip = await console.AgainAsync(ip);
        Assert.Equal((CommandStatus.Sent, "100.64.0.7", 4_242), (ip.Status, ip.DeviceIp, ip.DevicePort));
        await console.DeliverAsync();
        var told = Assert.Single(receiver.Got).Fields;
        Assert.Equal(("sent", "text", "100.64.0.7", "4242", sim.Iccid), (told["Status"], told["PayloadType"], told["DeviceIp"], told["DevicePort"], told["SimIccid"]));
    }

    [Fact]
    public async Task An_ip_command_to_a_device_without_a_data_session_fails_and_says_what_to_do()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var ip = await console.SendAsync(sim.Ip(callback: receiver.Url));
        await console.CarryAsync();

        ip = await console.AgainAsync(ip);
        Assert.Equal((CommandStatus.Failed, null), (ip.Status, ip.DeviceIp));
        Assert.Contains("no data session", ip.Failure, StringComparison.Ordinal);
        await console.DeliverAsync();
        Assert.Equal("failed", Assert.Single(receiver.Got).Status);
    }

    [Fact]
    public async Task A_device_that_no_network_may_serve_gets_nothing()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.Network.AllowNetworksAsync(new NetworksBatch(console.Time.GetUtcNow(), [new NetworksOrder(sim.Iccid, sim.Imsi, new HashSet<int>(), 1)]), Token);
        var sms = await console.SendAsync(sim.Sms());
        await console.CarryAsync();
        Assert.Equal((CommandStatus.Failed, "The simulated network does not let this device attach."), ((await console.AgainAsync(sms)).Status, (await console.AgainAsync(sms)).Failure));
    }

    [Fact]
    public async Task A_device_that_may_no_longer_attach_gets_nothing_and_the_command_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var sms = await console.SendAsync(sim.Sms(callback: receiver.Url));
        await console.AskAsync(sim, SimStatus.Inactive);
        await console.WorkAsync();
        await console.CarryAsync();

        sms = await console.AgainAsync(sms);
        Assert.Equal((CommandStatus.Failed, "The simulated network does not let this device attach."), (sms.Status, sms.Failure));
        await console.DeliverAsync();
        var told = Assert.Single(receiver.Got).Fields;
        Assert.Equal(("failed", "83097", sms.Failure), (told["Status"], told["ErrorCode"], told["ErrorMessage"]));
    }

    [Fact]
    public async Task A_command_waits_out_an_outage_and_fails_once_its_time_is_over()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:Outage", "true"));
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.ConnectAsync(sim);
        var (short_, long_) = (await console.SendAsync(sim.Ip()), await console.SendAsync(sim.Sms()));
        await console.CarryAsync();
        Assert.Equal((CommandStatus.Queued, "The simulated network is down."), ((await console.AgainAsync(long_)).Status, (await console.AgainAsync(long_)).Failure));

        for (var tries = 1; tries < 11; tries++)
        {
            console.Time.Advance(TimeSpan.FromMinutes(5));
            await console.CarryAsync();
        }

        var failed = await console.AgainAsync(short_);
        Assert.Equal((CommandStatus.Failed, "It was not delivered in time. The simulated network is down."), (failed.Status, failed.Failure));

        console.Network.Settings = console.Network.Settings with { Outage = false };
        console.Time.Advance(TimeSpan.FromMinutes(6));
        await console.CarryAsync();
        Assert.Equal((CommandStatus.Delivered, null), ((await console.AgainAsync(long_)).Status, (await console.AgainAsync(long_)).Failure));
    }

    [Fact]
    public async Task Which_attempts_fail_is_decided_by_the_seed()
    {
        async Task<List<int>> AttemptsAsync()
        {
            await using var console = await TestConsole.StartAsync(("Network:Simulated:FailureRate", "0.5"));
            var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
            var commands = new List<CommandRow>();
            for (var i = 0; i < 20; i++)
            {
                commands.Add(await console.SendAsync(sim.Sms($"number {i}")));
            }

            for (var i = 0; i < 30; i++)
            {
                await console.CarryAsync();
                console.Time.Advance(TimeSpan.FromMinutes(6));
            }

            await using var db = console.OpenDb();
            var rows = await db.Commands.AsNoTracking().OrderBy(c => c.Id).ToListAsync(Token);
            Assert.All(rows, row => Assert.Equal(CommandStatus.Delivered, row.Status));
            return [.. rows.Select(row => row.Attempts)];
        }

        var attempts = await AttemptsAsync();
        Assert.Equal(attempts, await AttemptsAsync());
        Assert.Contains(attempts, a => a > 2);
    }

    [Fact]
    public async Task What_a_dead_worker_had_taken_is_carried_again_under_its_sid_and_its_late_answer_changes_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var sms = await console.SendAsync(sim.Sms(callback: receiver.Url));
        var taken = (await console.Get<CommandQueue>().ClaimAsync(Token))!;
        Assert.Equal(0, await console.Get<CommandWorker>().WorkOnceAsync(Token));

        console.Get<CommandQueue>().Abandon(taken.Token);
        await console.CarryAsync();
        Assert.Equal(CommandStatus.Delivered, (await console.AgainAsync(sms)).Status);
        await console.Get<CommandRecorder>().WriteAsync(taken.Token, [new CommandVerdict(taken.Rows[0], CommandStatus.Failed, "late", null)], Token);
        Assert.Equal(CommandStatus.Delivered, (await console.AgainAsync(sms)).Status);
        await console.DeliverAsync();
        Assert.Equal(["sent", "delivered"], receiver.Got.Select(r => r.Status));
    }

    [Fact]
    public async Task The_fifth_sms_in_either_direction_makes_a_ready_sim_active_and_only_the_fifth()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Ready, await console.AddFleetAsync("fleet"));
        await console.SendAsync(sim.Ip());
        await console.SendAsync(sim.Sms("1"));
        await console.SendAsync(sim.Sms("2"));
        await console.CarryAsync();
        await console.HearAsync(sim, new DeviceMessage(CommandKind.Sms, "3"));
        await console.HearAsync(sim, new DeviceMessage(CommandKind.Sms, "4"));
        Assert.Equal(SimStatus.Ready, await console.StatusAsync(sim));
        await console.SendAsync(sim.Sms("5"));
        await console.CarryAsync();

        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
        var change = await console.OnlyChangeAsync();
        Assert.Equal((StatusChangeKind.Automatic, SimStatus.Ready, SimStatus.Active, "Five SMS commands."), (change.Kind, change.FromStatus, change.ToStatus, change.Reason));
        await console.HearAsync(sim, new DeviceMessage(CommandKind.Sms, "6"));
        await console.OnlyChangeAsync();
    }

    [Fact]
    public async Task A_ready_sim_that_a_loss_report_holds_stays_as_it_is()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Ready, await console.AddFleetAsync("fleet"));
        for (var i = 0; i < 5; i++)
        {
            await console.SendAsync(sim.Sms($"{i}"));
        }

        Assert.Null((await console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Lost), TestConsole.Someone, Token)).Refusal);
        await console.CarryAsync();
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
        Assert.DoesNotContain(await console.ChangesAsync(), c => c.Kind == StatusChangeKind.Automatic);
    }

    [Theory]
    [InlineData(CallMethod.Post)]
    [InlineData(CallMethod.Get)]
    public async Task A_command_from_a_device_is_kept_and_told_at_its_fleets_url(CallMethod method)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddListeningFleetAsync(receiver, method), "pump");
        var sms = await console.HearAsync(sim, new DeviceMessage(CommandKind.Sms, "it is 21 °C"));
        await console.DeliverAsync();
        await console.ConnectAsync(sim, "100.64.9.9");
        var ip = await console.HearAsync(sim, new DeviceMessage(CommandKind.Ip, CommandPayload.Binary("21"), 5_683));
        await console.DeliverAsync();

        Assert.Equal((CommandStatus.Received, CommandDirection.FromSim, "the network"), (sms.Status, sms.Direction, sms.RequestedBy));
        Assert.All(receiver.Got, r => Assert.Equal((method == CallMethod.Get ? "GET" : "POST", "received", "from_sim", sim.Sid), (r.Method, r.Status, r.Fields["Direction"], r.Fields["SimSid"])));
        Assert.All(receiver.Got, r => Assert.Equal(SimConsole.Callbacks.CallbackSignature.Of(CallbackConsole.AuthToken, r.Url, method == CallMethod.Get ? [] : r.Fields), r.Headers["X-Twilio-Signature"]));
        Assert.Equal([(sms.Sid, "it is 21 °C"), (ip.Sid, "MjE=")], receiver.Got.Select(r => (r.Fields["CommandSid"], r.Fields["Payload"])));
        Assert.Equal(("binary", "100.64.9.9", "5683"), (receiver.Got.Last().Fields["PayloadType"], receiver.Got.Last().Fields["DeviceIp"], receiver.Got.Last().Fields["DevicePort"]));
    }

    [Fact]
    public async Task A_device_that_may_not_attach_cannot_send_and_the_attempt_is_kept()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        var heard = await console.Get<SimulatedDevice>().SendAsync(sim.Iccid, new DeviceMessage(CommandKind.Sms, "help"), Token);
        Assert.Contains("cause 7", heard.Refusal!.Message, StringComparison.Ordinal);
        await using var db = console.OpenDb();
        Assert.Empty(await db.Commands.ToListAsync(Token));
        Assert.Single(await db.AttachRefusals.ToListAsync(Token));
    }

    [Fact]
    public async Task A_device_that_is_told_to_answers_with_what_it_got()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:Replies", "true"));
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.ConnectAsync(sim);
        await console.SendAsync(sim.Sms("ping"));
        await console.SendAsync(sim.Ip("ping"));
        await console.CarryAsync();
        var replies = await console.Get<CommandReader>().ListBeforeAsync(new CommandFilter { Direction = CommandDirection.FromSim }, null, 10, FleetScope.All, Token);
        Assert.Equal([(CommandKind.Ip, "cGluZw=="), (CommandKind.Sms, "ping")], replies.OrderByDescending(r => r.Kind).Select(r => (r.Kind, r.Payload)));
    }

    [Fact]
    public async Task Where_the_authority_carries_no_commands_they_fail_and_say_so()
    {
        await using var console = await TestConsole.StartAsync(("Network:Authority", "OsmoHlr"));
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var sms = await console.SendAsync(sim.Sms());
        await console.CarryAsync();
        sms = await console.AgainAsync(sms);
        Assert.Equal(CommandStatus.Failed, sms.Status);
        Assert.Contains("carries no commands", sms.Failure, StringComparison.Ordinal);
    }
}
