using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Kit.Reports;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kit.Tests;

/// <summary>The page as its readers have it: from disk, in a browser. Each test also holds that nothing was said on the
/// console and nothing was asked of a network.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string Stuck = "each::unsafe::pthread::uco::empty";

    [SkippableFact]
    public async Task Every_cell_of_a_line_is_there_and_a_press_tells_all_of_it()
    {
        await using var open = await browser.OpenAsync();

        await open.Cell("each::safe::caller::uco::empty").ClickAsync();

        await Expect(open.Detail).ToContainTextAsync("each::safe::caller::uco::empty");
        await Expect(open.Detail).ToContainTextAsync("./run-conformance.sh cell each::safe::caller::uco::empty");
        await Expect(open.Detail.Locator("blockquote")).Not.ToBeEmptyAsync();
        await Expect(open.Detail.Locator(".outcomes")).ToContainTextAsync("1 of 1");
        await open.Detail.GetByText("conformance/Cells/Bodies/Plain.cs").ClickAsync();
        await Expect(open.Detail.Locator("pre >> visible=true")).ToContainTextAsync("class Empty : Body");
    }

    [SkippableFact]
    public async Task A_link_to_a_cell_opens_it_in_its_environment_and_brings_it_into_sight()
    {
        await using var open = await browser.OpenAsync($"cell={Stuck}&env=coreclr-10.0%2Bcollecting/linux-x64");

        await Expect(open.Detail).ToContainTextAsync("in coreclr-10.0+collecting/linux-x64");
        await Expect(open.Detail).ToContainTextAsync($"cell {Stuck} --environment coreclr-10.0+collecting");
        await Expect(open.Cell(Stuck)).ToBeInViewportAsync();
    }

    [SkippableFact]
    public async Task A_link_to_what_is_no_cell_says_so()
    {
        await using var open = await browser.OpenAsync("cell=each::unsafe::nowhere::uco::empty");

        await Expect(open.Detail).ToContainTextAsync("There is no cell each::unsafe::nowhere::uco::empty on this page");
    }

    [SkippableFact]
    public async Task A_link_whose_filter_matches_nothing_says_so_and_opens_its_cell_all_the_same()
    {
        await using var open = await browser.OpenAsync($"q=xyzzy&cell={Stuck}");

        await Expect(open.Page.Locator(".nothing")).ToContainTextAsync("No cell of uco");
        await Expect(open.Detail).ToContainTextAsync(Stuck);
        await open.Page.GetByLabel("selector or text").FillAsync("");

        await Expect(open.Cell(Stuck)).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_filter_is_in_the_address_and_a_link_with_it_shows_the_same()
    {
        await using var open = await browser.OpenAsync();
        await open.Page.GetByLabel("selector or text").FillAsync("sort::safe::caller");

        await Expect(open.Page.Locator(".group")).ToHaveTextAsync(["sort::safe"]);
        await Expect(open.Page.Locator(".line")).ToHaveCountAsync(1);
        var cells = await open.Page.Locator(".cell").CountAsync();
        await using var again = await browser.OpenAsync(new Uri(open.Page.Url).Fragment.TrimStart('#'));

        await Expect(again.Page.Locator(".cell")).ToHaveCountAsync(cells);
    }

    [SkippableFact]
    public async Task The_legend_narrows_the_map_to_what_is_forbidden_and_works()
    {
        await using var open = await browser.OpenAsync();

        await open.Page.Locator(".legend button", new() { HasText = "forbidden, but works here" }).ClickAsync();

        await Expect(open.Page.Locator(".cell:not(.trap)")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator(".cell.trap").First).ToHaveTextAsync("!");
    }

    [SkippableFact]
    public async Task The_keyboard_walks_opens_and_comes_back()
    {
        await using var open = await browser.OpenAsync("q=each");
        await open.Cell("each::safe::caller::uco::empty").FocusAsync();
        foreach (var key in new[] { "ArrowDown", "ArrowRight", "Home", "Enter" })
        {
            await open.Page.Keyboard.PressAsync(key);
        }

        await Expect(open.Detail.Locator("h2")).ToHaveTextAsync("each::safe::pthread::uco::empty");
        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(open.Detail).ToHaveCountAsync(0);
        await Expect(open.Cell("each::safe::pthread::uco::empty")).ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("/");
        await Expect(open.Page.GetByLabel("selector or text")).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task A_place_that_is_not_run_says_why_to_the_pointer_the_keyboard_and_a_link()
    {
        const string Hole = "each::safe::stack-64k::uco::spin";
        var reason = TheMatrix.Product.WhyNot(Kit.Matrix.Key.Parse(Hole))!;
        await using var open = await browser.OpenAsync("q=each::safe");
        var (above, beside) = (
            (await open.Cell("each::safe::pthread::uco::spin").BoundingBoxAsync())!, (await open.Cell("each::safe::stack-64k::uco::empty").BoundingBoxAsync())!);

        await open.Page.Mouse.ClickAsync(above.X + 8, beside.Y + 8);
        await Expect(open.Detail.Locator("h2")).ToHaveTextAsync(Hole);
        await Expect(open.Detail).ToContainTextAsync(reason);
        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(open.Page.Locator(".hole")).ToBeFocusedAsync();
        await Expect(open.Page.Locator(".hole")).ToHaveAttributeAsync("aria-label", $"{Hole}, not run: {reason}");
        await open.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(open.Page.Locator(".hole")).ToHaveAttributeAsync("aria-label", new Regex("^each::safe::stack-64k::uco::sleep, not run"));

        await using var linked = await browser.OpenAsync($"cell={Hole}");
        await Expect(linked.Detail).ToContainTextAsync(reason);
    }

    [SkippableFact]
    public async Task What_was_timed_stands_beside_its_twin_in_C_as_bars_and_as_a_tail_on_an_axis_of_logarithms()
    {
        await using var open = await browser.OpenAsync("view=latency");
        var line = open.Page.Locator(".bars").First.Locator("tbody tr");
        double Width(LocatorBoundingBoxResult? box) => box!.Width;

        await Expect(line).ToContainTextAsync("12 ns3.0 ns4.0");
        Assert.Equal(4, Width(await line.Locator(".managed i").BoundingBoxAsync()) / Width(await line.Locator(".native i").BoundingBoxAsync()), 0.1);
        await Expect(open.Page.Locator(".tails svg path[d*=L]:not(.leader)")).ToHaveCountAsync(4); // two conditions, managed and C
        var heights = await open.Page.Locator(".tails .line0:not(.native) path").First.EvaluateAsync<double[]>(
            "p => p.getAttribute('d').slice(1).split('L').map(point => Number(point.split(' ')[1]))");
        Assert.Equal(heights[1] - heights[2], (heights[0] - heights[1]) * Math.Log(5) / Math.Log(2), 0.5); // 12, 24, 120 ns

        await using var cell = await browser.OpenAsync("cell=each::safe::caller::uco::empty");
        await Expect(cell.Detail.Locator(".bars")).ToContainTextAsync("12 ns");
    }

    [SkippableFact]
    public async Task A_question_leads_to_the_rules_that_answer_it()
    {
        await using var open = await browser.OpenAsync("view=rules");
        await open.Page.GetByLabel("I want to know about").SelectOptionAsync("I hand out a delegate and forget it.");

        await Expect(open.Page.Locator(".rules li").First).ToContainTextAsync("C may call a delegate's function pointer");
        await Expect(open.Page.Locator(".rules")).ToContainTextAsync("C must not call through a delegate that is no longer alive.");
        await Expect(open.Page.Locator(".rules")).Not.ToContainTextAsync("longjmp");
        Assert.Contains("ask=I%20hand", open.Page.Url);
    }

    [SkippableFact]
    public async Task A_deadlock_is_a_picture_with_an_arrow_for_each_wait()
    {
        await using var open = await browser.OpenAsync();
        await open.Page.Locator(".cell.stuck", new() { HasText = "d" }).First.ClickAsync();

        await Expect(open.Detail.Locator("svg .node")).ToHaveCountAsync(2);
        await Expect(open.Detail.Locator("svg .arrow")).ToHaveCountAsync(2);
    }

    [SkippableFact]
    public async Task Environments_stand_side_by_side_with_their_differences_alone()
    {
        await using (var whole = await browser.OpenAsync("view=compare"))
        {
            await Expect(whole.Page.Locator(".page > p").First).ToContainTextAsync($"{Difference.Of(browser.Rows).Count:N0} cells were run in two");
        }

        await using var open = await browser.OpenAsync("view=compare&q=each");
        var lines = open.Page.Locator("tbody tr");
        var differences = await lines.CountAsync();
        for (var at = 0; at < Math.Min(differences, 5); at++)
        {
            var told = await lines.Nth(at).Locator("td").AllInnerTextsAsync();
            Assert.NotEqual(told[0], told[1]);
        }

        await open.Page.GetByLabel("only differences").UncheckAsync();

        await Expect(lines).Not.ToHaveCountAsync(differences);
    }

    [SkippableFact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen_and_a_cell_fills_it()
    {
        await using var open = await browser.OpenAsync("", 390, 844);
        await open.Cell("each::safe::caller::uco::empty").ClickAsync();

        Assert.Equal(390, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(390, (await open.Detail.BoundingBoxAsync())!.Width);
    }

    [SkippableTheory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData($"cell={Stuck}&q=each::unsafe", false)] // the map is held above, all of it
    [InlineData($"cell={Stuck}&q=each::unsafe", true)]
    [InlineData("view=compare", false)]
    [InlineData("view=rules", true)]
    [InlineData("view=ledger", false)]
    [InlineData("view=latency", false)]
    [InlineData("view=latency", true)]
    [InlineData("cell=each::safe::stack-64k::uco::spin&q=each::safe", true)]
    public async Task An_accessibility_check_finds_nothing_serious(string hash, bool dark)
    {
        await using var open = await browser.OpenAsync(hash, dark: dark);

        var found = await open.Page.RunAxe();

        Assert.Empty(found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
    }
}
