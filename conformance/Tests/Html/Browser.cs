using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;
using Kit.Reports.Html;
using Kit.Rules;
using Microsoft.Playwright;
using Xunit;

namespace Kit.Tests;

/// <summary>The system's Chromium with an empty profile, and a page of two whole runs that never were.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Quiet =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("kit-test-").FullName;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Where Chromium is, or null.</summary>
    public static string? Program { get; } =
        (from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
         from name in new[] { "chromium", "chromium-browser", "google-chrome" }
         select Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>What the page is of.</summary>
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (Program is null)
        {
            return;
        }

        var law = Rulebook.Load(TheMatrix.InRepository("conformance/rules"));
        var inputs = new[] { TheMatrix.Plain, TheMatrix.WithCollecting }.Select(environment =>
        {
            var run = new MadeUp(TheMatrix.Product, law, environment);
            var rows = run.Rows();
            return new PageInput(environment, rows, run.Facts(rows), run.Known(), []) { Latency = [.. Timed.Select(r => r with { Environment = $"{environment}" })] };
        }).ToList();
        Rows = [.. inputs.SelectMany(i => i.Rows)];
        File.WriteAllText(Path.Combine(folder, IndexPage.Name), IndexPage.Render(inputs, law));
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Quiet });
    }

    // A median, its interval, and a tail in which the slowest took a thousand times as long.
    private static IEnumerable<LatencyRow> Timed
    {
        get
        {
            Distribution Tail(double ns) => new(1000, null, [new(50, ns), new(90, ns * 2), new(99, ns * 10), new(99.9, ns * 100), new(100, ns * 1000)]);
            var row = new LatencyRow(
                "each::safe::caller::uco::empty", "", "callback", null, null, "idle", "ns", "defined", "uco-callback", ".NET", "A machine", false, 1000, 0.97,
                new(12, 11, 14), new(3, 2.5, 3.5), new(4, 3, 5), new(9, 8, 10), 0.1, ["noisy"], []);
            return
            [
                row,
                row with { Quantity = "callback-each", Distribution = Tail(12), TwinDistribution = Tail(3) },
                row with { Quantity = "callback-each", Condition = "loaded", Distribution = Tail(24), TwinDistribution = Tail(4) },
            ];
        }
    }

    /// <summary>Opens the page from disk. What it says on its console and what it asks of a network is kept.</summary>
    /// <param name="hash">What stands behind the # of its address.</param>
    internal async Task<OpenPage> OpenAsync(string hash = "", int width = 1280, int height = 800, bool dark = false)
    {
        Skip.If(Program is null, "there is no Chromium; on Debian: sudo apt-get install chromium");
        var context = await browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var page = await context.NewPageAsync();
        var open = new OpenPage(page, [], []);
        page.Console += (_, message) => open.Complaints.Add(message.Text);
        page.PageError += (_, error) => open.Complaints.Add(error);
        page.Request += (_, request) => open.Requests.Add(request.Url);
        await page.GotoAsync($"file://{Path.Combine(folder, IndexPage.Name)}#{hash}");
        return open;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A page in a tab of its own.</summary>
internal sealed record OpenPage(IPage Page, List<string> Complaints, List<string> Requests) : IAsyncDisposable
{
    public ILocator Cell(string key) => Page.Locator($".cell[aria-label^=\"{key},\"]");

    public ILocator Detail => Page.Locator(".detail");

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(Complaints);
        Assert.All(Requests, r => Assert.Matches("^(file|data):", r));
    }
}
