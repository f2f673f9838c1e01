using System.Globalization;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Reports.Html;
using Kit.Rules;
using Microsoft.Playwright;

namespace Kit.Benchmarks;

/// <summary>How long it takes until somebody sees the map of <c>index.html</c> with so many rows, from disk in headless
/// Chromium: a new browser each time, in rounds that are interleaved with a page of one library.</summary>
internal static class FirstPaint
{
    private const int Rounds = 9, CellsOfAFew = 100;

    // Of cells of which nothing is promised, as a run has them: some outcomes, and words that many cells share.
    private static readonly OutcomeKind[] Unpromised =
        [OutcomeKind.Returned, OutcomeKind.Crashed, OutcomeKind.Deadlocked, OutcomeKind.FailedFast, OutcomeKind.WrongAnswer];

    // When the first cell of the map is in the document, the frame after the next has painted it.
    private const string Watch = """
        new MutationObserver((_, self) => {
            if (!document.querySelector(".cell")) return;
            self.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => { window.mapPainted = performance.now(); }));
        }).observe(document, { childList: true, subtree: true });
        """;

    public static async Task<int> MeasureAsync(int atLeast)
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var environments = new List<PageInput>();
        var names = Combinations([.. Mode.All.Where(m => m != Mode.Collecting)]);
        for (var rows = 0; rows < atLeast; rows += environments[^1].Rows.Count)
        {
            environments.Add(Input(context, names.ElementAt(environments.Count)));
        }

        var few = environments[0] with { Rows = [.. environments[0].Rows.Take(CellsOfAFew)] };
        var pages = new[] { Page("few", [few], context.Rulebook), Page("all", environments, context.Rulebook) };
        Console.WriteLine($"{environments.Sum(e => e.Rows.Count):N0} rows in {environments.Count} environments, {new FileInfo(pages[1].File).Length / 1e6:0.0} MB; {few.Rows.Count} rows beside them. {Environment.ProcessorCount} cores.");
        using var playwright = await Playwright.CreateAsync();
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var page in pages)
            {
                var seen = await SeenAsync(playwright, page.File);
                if (round > 0) // the first warms the page cache
                {
                    page.First.Add(seen.First);
                    page.Map.Add(seen.Map);
                }
            }
        }

        Console.WriteLine($"{Rounds} interleaved rounds, a new browser each time; milliseconds since it was asked for the page: median (least to most)");
        foreach (var page in pages)
        {
            Console.WriteLine($"  {page.Name,-4} first contentful paint {Told(page.First)}   map painted {Told(page.Map)}");
            File.Delete(page.File);
        }

        return 0;
    }

    private static async Task<(double First, double Map)> SeenAsync(IPlaywright playwright, string file)
    {
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Args = ["--disable-gpu", "--no-first-run"] });
        var page = await browser.NewPageAsync(new() { BypassCSP = true }); // it is asked by scripts
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync($"file://{file}");
        await page.WaitForFunctionAsync("window.mapPainted > 0 && performance.getEntriesByName('first-contentful-paint').length > 0");
        var times = await page.EvaluateAsync<double[]>("[performance.getEntriesByName('first-contentful-paint')[0].startTime, window.mapPainted]");
        return (times[0], times[1]);
    }

    private static readonly string[] names = ["chromium", "chromium-browser", "google-chrome"];

    private static string Chromium() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
         from name in names
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new InputException("there is no Chromium; on Debian: sudo apt-get install chromium");

    private static (string Name, string File, List<double> First, List<double> Map) Page(string name, IReadOnlyList<PageInput> inputs, Rulebook law)
    {
        var file = Path.Combine(Path.GetTempPath(), $"kit-first-paint-{Environment.ProcessId}-{name}.html");
        File.WriteAllText(file, IndexPage.Render(inputs, law));
        return (name, file, [], []);
    }

    private static PageInput Input(KitContext context, EnvironmentName environment)
    {
        var plan = Plan.For(context.Product(), environment, []);
        var rows = plan.Cells.Select((cell, at) =>
        {
            var rule = context.Rulebook.For(cell.Key, environment);
            var kind = rule.Promise.Kept() ?? Unpromised[at % Unpromised.Length];
            var words = kind == OutcomeKind.Returned ? null : $"{kind} on {cell.Key.Thread} in {cell.Key.Body}";
            var outcome = new Outcome(kind, kind == OutcomeKind.Crashed ? "SIGSEGV" : null, null, "inside", words, 0.02);
            return new Row(cell.Key, environment, rule.Promise, rule.Id, rule.Promise.Binds() ? Verdict.Conforms : Verdict.Recorded, [new Tally(outcome, 1)]);
        });
        return new PageInput(
            environment, [.. rows], RunFacts.Begin(context.Axes(), plan, Machine.This, 1, 1, DateTimeOffset.UnixEpoch), Known.Nothing, []);
    }

    /// <summary>Environments enough, whether or not anybody has them: every set of modes, the small ones first.</summary>
    private static IEnumerable<EnvironmentName> Combinations(IReadOnlyList<Mode> modes) =>
        Enumerable.Range(0, 1 << modes.Count).OrderBy(int.PopCount)
            .Select(set => modes.Where((_, at) => (set >> at & 1) == 1).Aggregate(Reproduce.DefaultEnvironment, (name, mode) => name.With(mode)));

    private static string Told(List<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Count / 2]:0} ({sorted[0]:0} to {sorted[^1]:0})");
    }
}
