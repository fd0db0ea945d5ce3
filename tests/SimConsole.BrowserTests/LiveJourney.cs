using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

[Collection(nameof(Alone))]
public sealed class LiveJourney
{
    /// <summary>What the design allows from the commit to the picture in another browser, in milliseconds.</summary>
    private const double MostMilliseconds = 250;

    /// <summary>On a machine that is busy with something else: so many times what the same browser waits for the smallest answer of the same console.</summary>
    private const double MostAnswers = 30;

    [Fact]
    public async Task A_commit_is_in_another_browser_within_a_quarter_of_a_second()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=active");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        var sids = (await page.Locator("tbody a.row-link").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').split('/').pop())")).Take(20).ToArray();

        // A machine that was busy with something else gets another chance; a console that is slow uses them up.
        var (p95, most) = (double.MaxValue, 0.0);
        foreach (var status in new[] { "inactive", "active", "inactive" })
        {
            (p95, most) = await MeasureAsync(console, page, sids, status);
            if (p95 <= most)
            {
                break;
            }
        }

        Assert.InRange(p95, 0, most);
    }

    /// <summary>
    /// Switches these Sims one after the other. Returns within how many milliseconds 95 % of the confirmations were in the picture, and how many that may be
    /// on a machine that is as busy as this one was.
    /// </summary>
    private static async Task<(double Milliseconds, double Most)> MeasureAsync(RunningConsole console, IPage page, string[] sids, string status)
    {
        // The row's time element says when it was committed; the observer says when it was there. One machine, one clock.
        await page.EvaluateAsync(
            """
            ([status, ...sids]) => {
              window.delays = [];
              window.answers = [];
              const seen = new Set();
              const observer = new MutationObserver(() => {
                for (const row of document.querySelectorAll('tbody tr')) {
                  const sid = row.querySelector('a.row-link')?.getAttribute('href').split('/').pop();
                  const at = row.querySelector('time')?.dateTime;
                  if (sids.includes(sid) && row.querySelector('.status-chip')?.dataset.status === status && !seen.has(sid)) {
                    seen.add(sid);
                    window.delays.push(Date.now() - Date.parse(at));
                  }
                }
              });
              observer.observe(document.querySelector('tbody'), { subtree: true, childList: true, attributes: true, characterData: true });
            }
            """, (string[])[status, .. sids]);
        using var program = console.Program();
        foreach (var sid in sids)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", status)]);
            (await program.PostAsync($"/v1/Sims/{sid}", form, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            await page.EvaluateAsync("async () => { const sent = Date.now(); await fetch('/health'); window.answers.push(Date.now() - sent); }");
            await Task.Delay(150, TestContext.Current.CancellationToken);
        }

        await page.WaitForFunctionAsync("count => window.delays.length === count", sids.Length);
        var delays = (await page.EvaluateAsync<double[]>("window.delays")).Order().ToArray();
        var (median, p95) = (delays[delays.Length / 2], delays[(int)(delays.Length * 0.95) - 1]);
        var answer = (await page.EvaluateAsync<double[]>("window.answers")).Order().ElementAt(sids.Length / 2);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median {median} ms, 95 % within {p95} ms, longest {delays[^1]} ms; an answer {answer} ms"));
        return (p95, Math.Max(MostMilliseconds, MostAnswers * answer));
    }

    [Fact]
    public async Task A_page_that_lost_its_console_says_so_and_is_right_again_when_it_is_back()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=active");
        var row = page.Locator("tbody tr").First;
        await Expect(row).ToBeVisibleAsync();
        var sid = (await row.Locator("a.row-link").GetAttributeAsync("href"))!.Split('/')[^1];

        await console.KillAsync();
        await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await Expect(page.Locator("#components-reconnect-modal")).ToContainTextAsync("Connection lost");
        await Expect(page.Locator("[data-live-text]")).ToContainTextAsync("stale since");

        // What happens meanwhile is on the page when it is back.
        await console.StartAgainAsync();
        using var program = console.Program();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive")]);
        (await program.PostAsync($"/v1/Sims/{sid}", form, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await Expect(page.Locator($"tbody a.row-link[href$='{sid}']")).ToHaveCountAsync(0);
        Assert.EndsWith("/sims?status=active", page.Url, StringComparison.Ordinal);
    }
}

/// <summary>What measures time runs while nothing else does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
