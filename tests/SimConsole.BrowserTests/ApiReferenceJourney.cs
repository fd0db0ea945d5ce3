using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class ApiReferenceJourney
{
    private const string AccountSid = "AC00000000000000000000000000000001";
    private const string AuthToken = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task The_api_is_read_and_tried_with_the_credentials_that_a_person_types(int width, bool dark)
    {
        var looks = $"{width}-{(dark ? "dark" : "light")}";
        await using var console = await RunningConsole.StartAsync("--sample", "100", $"--Account:Sid={AccountSid}", $"--Account:AuthToken={AuthToken}");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/api-reference", width, dark);
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("401", StringComparison.Ordinal))
            {
                faults.Add(message.Text);
            }
        };
        await Expect(page.GetByText("/v1/LossReports", new() { Exact = true }).First).ToBeVisibleAsync();
        await Looks.PictureAsync(page, $"api-{looks}");
        await Looks.FitTheScreenAsync(page);

        var operation = page.Locator("#operations-SupersimV1Sim-ListSim");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        await Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync("401");

        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).First.ClickAsync();
        await page.Locator("#auth_username, input[name=username]").First.FillAsync(AccountSid);
        await page.Locator("#auth_password, input[name=password]").First.FillAsync(AuthToken);
        await Looks.PictureAsync(page, $"api-authorize-{looks}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply credentials", Exact = true }).ClickAsync();
        await page.Locator(".auth-btn-wrapper .btn-done").First.ClickAsync();
        await operation.Locator("tr[data-param-name=PageSize] input").FillAsync("1");
        await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        await Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync("200");
        await Expect(operation.Locator(".live-responses-table .highlight-code").First).ToContainTextAsync("\"page_size\": 1");
        await operation.Locator(".live-responses-table").ScrollIntoViewIfNeededAsync();
        await Looks.PictureAsync(page, $"api-tried-{looks}");
        await Looks.FitTheScreenAsync(page);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Neither_the_page_nor_its_files_nor_the_document_are_for_strangers()
    {
        await using var console = await RunningConsole.StartAsync();
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        foreach (var (path, status) in new[] { ("/api-reference", 302), ("/swagger-ui/swagger-ui-bundle.js", 302), ("/swagger-ui/index.html", 302), ("/openapi/v1.json", 401) })
        {
            Assert.Equal(status, (int)(await stranger.GetAsync(console.Address + path, TestContext.Current.CancellationToken)).StatusCode);
        }
    }
}
