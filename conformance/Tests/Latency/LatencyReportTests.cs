using System.Xml.Linq;
using Kit.Commands;
using Kit.Latency;
using Kit.Latency.Plots;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests.Latency;

/// <summary>Page and pictures, made of rows alone.</summary>
public sealed class LatencyReportTests : IDisposable
{
    private readonly TemporaryKit kit = new();

    public void Dispose() => kit.Dispose();

    private string Folder => Path.Combine(kit.Reports, TheKit.Plain.FileName);

    [Fact]
    public async Task The_same_rows_give_the_same_bytes()
    {
        LatencyReport.Write(Folder, Rows.All);
        var before = Files();
        foreach (var file in Directory.GetFiles(Folder).Where(f => Path.GetFileName(f) != LatencyRow.FileName))
        {
            File.Delete(file);
        }

        var heard = (await TheKit.SaysAsync("report", kit.Reports)).EndedWith(ExitCode.Fine);

        Assert.Contains($"latency.md: {Rows.All.Count} rows of latency.", heard.Output, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Two_runs_of_one_environment_are_not_merged()
    {
        LatencyReport.Write(Path.Combine(kit.In("a"), TheKit.Plain.FileName), Rows.All);
        LatencyReport.Write(Path.Combine(kit.In("b"), TheKit.Plain.FileName), Rows.All);

        var heard = (await TheKit.SaysAsync("report", kit.In("a"), kit.In("b"), "--output", kit.In("c"))).EndedWith(ExitCode.Usage);

        Assert.Contains("which are not merged: type ./run-conformance.sh latency --compare", heard.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_go_to_another_folder_with_their_page()
    {
        LatencyReport.Write(Folder, Rows.All);
        var before = Files();

        (await TheKit.SaysAsync("report", kit.Reports, "--output", kit.In("other"))).EndedWith(ExitCode.Fine);

        Assert.Equal(before, Directory.GetFiles(Path.Combine(kit.In("other"), TheKit.Plain.FileName)).Order().Select(File.ReadAllText).ToList());
    }

    [Fact]
    public void A_picture_without_rows_goes()
    {
        LatencyReport.Write(Folder, Rows.All);

        LatencyReport.Write(Folder, [.. Rows.All.Where(r => r.Quantity != "in-library")]);

        Assert.False(File.Exists(Path.Combine(Folder, "latency-libraries.svg")));
        Assert.DoesNotContain("latency-libraries.svg", File.ReadAllText(Path.Combine(Folder, LatencyPage.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_picture_is_shown_on_the_page_says_what_it_is_and_needs_no_font_of_the_reader()
    {
        var pictures = Picture.All(Rows.All);
        var page = LatencyPage.Render(Rows.All, pictures);

        Assert.Equal(
            ["latency-costs.svg", "latency-seed.svg", "latency-threads.svg", "latency-libraries.svg", "latency-callback-each-uco.svg", "latency-suspension.svg"],
            pictures.Select(p => p.File));
        Assert.All(pictures, p =>
        {
            var svg = XDocument.Parse(p.Svg);
            Assert.Equal(p.Alt, svg.Root!.Elements().Single(e => e.Name.LocalName == "title").Value);
            Assert.Contains($"]({p.File})", page, StringComparison.Ordinal);
            var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").ToList();
            Assert.All(texts, t =>
            {
                Assert.EndsWith("sans-serif", t.Attribute("font-family")!.Value, StringComparison.Ordinal);
                Assert.DoesNotContain(",", t.Attribute("x")!.Value, StringComparison.Ordinal); // one place for all letters
            });
        });
    }

    [Fact]
    public void A_bar_is_labelled_with_its_number_and_its_ratio_to_c()
    {
        var texts = Texts("latency-costs.svg");

        Assert.Contains("callback uco", texts);
        Assert.Contains(texts, t => t.StartsWith("8.0 ns", StringComparison.Ordinal) && t.EndsWith("\u00d74.0", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_on_the_left_end_at_the_axis_and_numbers_below_are_centred()
    {
        var svg = XDocument.Parse(Picture.All(Rows.All)[0].Svg);

        Assert.Equal("end", Anchor("callback uco"));
        Assert.Equal("middle", Anchor("2"));

        string Anchor(string words) => svg.Descendants().First(e => e.Name.LocalName == "text" && e.Value == words).Attribute("text-anchor")!.Value;
    }

    [Fact]
    public void The_verdict_is_made_of_the_rows_numbers()
    {
        var words = LatencyWords.Of(Rows.All);

        Assert.Contains("A callback through UnmanagedCallersOnly costs 8.0 ns, 4.0 times a callback in C. Through a delegate it is 9.0 ns.", words, StringComparison.Ordinal);
        Assert.Contains("costs 28.0 us more than in C, of which 19.0 us when the thread ends: as much as 3,498 callbacks.", words, StringComparison.Ordinal);
        Assert.Contains("SuppressGCTransition saves 3.5 ns of 5.7", words, StringComparison.Ordinal);
        Assert.Contains("less than some 35 ns", words, StringComparison.Ordinal);
        Assert.Contains("In 1 of 2 rows of libraries", words, StringComparison.Ordinal);
        Assert.Contains("worst when the machine is collecting", words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verdict_says_what_an_unsafe_call_costs_the_others()
    {
        var words = LatencyWords.Of(Rows.All);

        Assert.Contains(
            "one of 10 ms held a collection up for 5.0 ms (one in a hundred: 410 ms), a safe one for no time that could be resolved. It shows from 100 us on.",
            words, StringComparison.Ordinal);
        Assert.Contains("A sleep of 10 ms in such a call was interrupted 36.0 times (EINTR).", words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verdict_says_what_handing_over_and_many_calls_cost()
    {
        var words = LatencyWords.Of(Rows.All);

        Assert.Contains("takes 12.0 us at best (hand-over-event), and 4.0 us from C to C: as much as 1,500 callbacks.", words, StringComparison.Ordinal);
        Assert.Contains("A frame of 10,000 OpenGL calls takes 110 us, and 30 us in C: 0.5 % of a frame at 60 Hz go to the border.", words, StringComparison.Ordinal);
        Assert.Contains("which could not be told apart.", words, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_forbidden_is_on_the_page_with_its_rule()
    {
        var rows = Rows.All.Select(r => r.Quantity == "suspension-collector" ? r with { Promise = "forbidden", Rule = "unsafe-call-takes-long" } : r).ToList();

        Assert.Contains(
            "An unsafe call that does this is forbidden (unsafe-call-takes-long): it is timed to show why.", LatencyPage.Render(rows, []), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_resolved_is_not_called_a_difference()
    {
        var words = LatencyWords.Of(
        [
            Rows.Of("callback", Rows.Uco, 8, 2, resolution: 3), Rows.Of("callback", "each::safe::caller::delegate::empty", 9, 2, resolution: 3),
            Rows.Of("call-per-method", Rows.Call, 5, 2, resolution: 4), Rows.Of("call-per-method", Rows.Unsafe, 2, 2, resolution: 4),
        ]);

        Assert.Contains("Through a delegate it is the same, as far as could be resolved.", words, StringComparison.Ordinal);
        Assert.Contains("SuppressGCTransition saves nothing that could be resolved here.", words, StringComparison.Ordinal);
    }

    private List<string> Files() => [.. Directory.GetFiles(Folder).Order().Select(File.ReadAllText)];

    private static List<string> Texts(string picture) =>
        [.. XDocument.Parse(Picture.All(Rows.All).Single(p => p.File == picture).Svg).Descendants().Where(e => e.Name.LocalName == "text").Select(t => t.Value)];
}
