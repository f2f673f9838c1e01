using System.Text.Json;
using Kit.Commands;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>An author of bindings puts a C library into the matrix, with kit.h and a compiler.</summary>
public sealed class PlugInTests : IDisposable
{
    const string Nothing = "static void nothing(const struct kit_request *request)\n{\n    (void)request;\n}\n";

    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData]
    [InlineData("-DKIT_PLUGIN", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror")] // for those who build strictly
    public async Task It_is_listed_explained_and_run_like_the_libraries_of_the_kit(params string[] options)
    {
        using var plugIn = new PlugIn(PlugIn.Walk(), options);
        string[] library = ["--library", plugIn.File];

        var libraries = await LinesAsync(["list", "--libraries", "--json", .. library]);
        var mine = JsonDocument.Parse(libraries[^1]).RootElement;
        Assert.Equal("mine", mine.GetProperty("name").GetString());
        Assert.Equal("2.1", mine.GetProperty("version").GetString());
        Assert.Equal("Walks over \"numbers\" and asks about each.", mine.GetProperty("sentence").GetString());

        var cells = await LinesAsync(["list", "mine", .. library]);
        Assert.All(cells, line => Assert.StartsWith("mine::", line, StringComparison.Ordinal));
        Assert.Contains(cells, line => line.StartsWith("mine::safe::pthread::uco::collect ", StringComparison.Ordinal));

        var explained = await LinesAsync(["explain", "mine::unsafe::caller::uco::empty", .. library]);
        Assert.Contains(explained, line => line.Contains("unsafe-call-enters-uco", StringComparison.Ordinal));

        const string Ten = "mine::safe::caller,pthread::uco,delegate::empty,collect,throw-caught"; // two are left out
        (await folder.RunAsync([Ten, .. library])).EndedWith(ExitCode.Fine);
        folder.AddsUp();
        Assert.Equal(10, folder.Rows.Count);
        Assert.All(
            folder.Rows, row => Assert.Equal((Verdict.Conforms, OutcomeKind.Returned), (row.Verdict, row.Outcome)));
        Assert.Contains(folder.Facts.Libraries, l => l is { Name: "mine", Version: "2.1", Origin: "a test" });
    }

    [SkippableFact]
    public async Task It_may_take_seconds_to_load()
    {
        const string Slow = "#include <unistd.h>\n__attribute__((constructor)) static void load(void)\n{\n    sleep(4);\n}\n";
        using var plugIn = new PlugIn(PlugIn.Walk(before: Slow));

        var libraries = await LinesAsync(["list", "--libraries", "--library", plugIn.File]);

        Assert.Contains(libraries, line => line.StartsWith("mine ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Its_cells_meet_the_same_rules()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        using var plugIn = new PlugIn(PlugIn.Walk());

        var heard = await TheKit.SaysAsync("cell", "mine::unsafe::caller::uco::empty", "--json", "--library", plugIn.File);

        var row = heard.EndedWith(ExitCode.Fine).Row;
        Assert.Equal(
            (Promise.FailsFast, Verdict.Conforms, OutcomeKind.FailedFast), (row.Promise, row.Verdict, row.Outcome));
    }

    [SkippableFact]
    public async Task Which_rules_govern_it_is_told_before_anything_of_it_is_run()
    {
        const string NeverRun = "__builtin_trap();\n    return 0;";
        using var plugIn = new PlugIn(PlugIn.Walk().Replace("return (int64_t)sum;", NeverRun, StringComparison.Ordinal));

        var text = await LinesAsync(["explain", plugIn.File]);
        Assert.Equal(text, await LinesAsync(["explain", "--library", plugIn.File]));
        Assert.Equal("mine 2.1 (a test)", text[0]);
        var promises = text.Where(l => l.Length > 0 && l[0] != ' ').Select(l => l.Split(':')[0]).ToList();
        Assert.True(promises.IndexOf("forbidden") > 0 && promises.IndexOf("forbidden") < promises.IndexOf("defined"));
        Assert.Contains($"./run-conformance.sh run mine --library {plugIn.File}", text[^1], StringComparison.Ordinal);

        var told = JsonDocument.Parse(Assert.Single(await LinesAsync(["explain", plugIn.File, "--json"]))).RootElement;
        var planned = await LinesAsync(["list", "mine", "--json", "--library", plugIn.File]);
        var listed = planned.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("rule").GetString()!)
            .CountBy(r => r).OrderBy(r => r.Key, StringComparer.Ordinal);
        var governing = told.GetProperty("rules").EnumerateArray()
            .Select(r => KeyValuePair.Create(r.GetProperty("rule").GetString()!, r.GetProperty("cells").GetInt32()))
            .OrderBy(r => r.Key, StringComparer.Ordinal);
        Assert.Equal(listed, governing);
        Assert.Equal(planned.Length, told.GetProperty("library").GetProperty("cells").GetInt32());
    }

    [SkippableFact]
    public async Task Its_own_ways_out_of_a_callback_and_its_own_threads_bring_other_rules()
    {
        using PlugIn leaves = new(PlugIn.Walk("leaves", before: Nothing, more: ".leave = nothing,")),
            owns = new(PlugIn.Walk("owns").Replace("KIT_ON_CALLER", "KIT_ON_OWN", StringComparison.Ordinal));

        var text = await LinesAsync(["explain", "--library", leaves.File, "--library", owns.File]);

        var second = Array.IndexOf(text, "owns 2.1 (a test)");
        Assert.Contains("  own ways:  leave", text[..second]);
        Assert.Contains(text[..second], l => l.StartsWith("  longjmp-over-managed-frames: ", StringComparison.Ordinal));
        Assert.Contains("  threads:   its own, so the one thread kind it has is `library`", text[second..]);
        var examples = text[second..].Where(l => l.Contains(", such as ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, l => Assert.Matches(", such as owns::(un)?safe[a-z-]*::library::|, such as owns::marshalled::library::", l));
    }

    [SkippableFact]
    public async Task The_command_that_shows_a_cell_of_it_again_brings_it_along_wherever_it_stands()
    {
        const string Trap = "__builtin_trap();\n    return 0;", Cell = "mine::safe::caller::uco::empty";
        using var plugIn = new PlugIn(PlugIn.Walk().Replace("return (int64_t)sum;", Trap, StringComparison.Ordinal));
        var command = $"./run-conformance.sh cell {Cell} --library {plugIn.File}";

        var ran = (await folder.RunAsync(Cell, "each::safe::caller::uco::empty", "--library", plugIn.File)).EndedWith(ExitCode.Violated);
        var explained = await LinesAsync(["explain", Cell, "--library", plugIn.File]);

        Assert.Contains($"    {command}\n", ran.Output, StringComparison.Ordinal);
        Assert.EndsWith(command, explained[^1], StringComparison.Ordinal);
        string[] pages = [folder.Report.PageFile, folder.In("out", TheKit.Plain.FileName, "junit.xml")];
        var before = pages.Select(File.ReadAllText).ToList();
        Assert.All(before, page => Assert.Contains(command, page, StringComparison.Ordinal));
        var index = File.ReadAllText(folder.In("out", "index.html"));
        Assert.Contains($"\"plugIns\":{{\"mine\":\" --library {plugIn.File}\"}}", index, StringComparison.Ordinal);

        await LinesAsync(["report", folder.Output]); // which knows of no file but from the run
        Assert.Equal(before, pages.Select(File.ReadAllText));
        Assert.Equal(index, File.ReadAllText(folder.In("out", "index.html")));
        var again = await TheKit.SaysAsync(command.Split(' ')[1..]);
        Assert.Equal(ExitCode.Violated, again.Code);
    }

    [SkippableFact]
    public async Task Who_forgets_its_file_is_told_how_to_give_it()
    {
        var heard = await TheKit.SaysAsync("cell", "courier::safe::caller::uco::empty");

        Assert.Contains("--library FILE.so", heard.EndedWith(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Two_of_them_can_be_in_one_run()
    {
        using PlugIn one = new(PlugIn.Walk("one")), two = new(PlugIn.Walk("two"));

        string[] both = ["--library", one.File, "--library", two.File];
        (await folder.RunAsync(["one,two::safe::caller::uco::empty", .. both])).EndedWith(ExitCode.Fine);

        Assert.Equal(["one", "two"], folder.Rows.Select(r => r.Key.Library));
    }

    [SkippableFact]
    public async Task One_that_says_that_it_cannot_be_here_is_absent_with_its_reason()
    {
        const string Reason = "libnowhere.so is not here: apt-get install nowhere";
        using var plugIn = new PlugIn(PlugIn.Walk(
            before: $"static const char *ready(void)\n{{\n    return \"{Reason}\";\n}}\n", more: ".open = ready,"));

        var heard = await folder.RunAsync("mine::safe::caller::uco::empty,allocate", "--library", plugIn.File);

        heard.EndedWith(ExitCode.Fine);
        folder.AddsUp();
        var absent = Assert.Single(folder.Facts.Ledger.Absent);
        Assert.Equal((Reason, 2), (absent.Text, absent.Count));
        Assert.All(folder.Rows, row => Assert.Equal(Verdict.Absent, row.Verdict));
    }

    [SkippableFact]
    public async Task One_that_fails_is_broken_and_in_its_own_words()
    {
        const string Fails = "request->fail(request, \"no memory\");\n    return 0;";
        using var plugIn = new PlugIn(PlugIn.Walk().Replace("return (int64_t)sum;", Fails, StringComparison.Ordinal));

        var heard = await TheKit.SaysAsync("cell", "mine::safe::caller::uco::empty", "--json", "--library", plugIn.File);

        var outcome = Assert.Single(heard.EndedWith(ExitCode.Broken).Row.Outcomes).Outcome;
        Assert.Equal("the library failed: no memory", outcome.Message);
    }

    static async Task<string[]> LinesAsync(string[] words) =>
        (await TheKit.SaysAsync(words)).EndedWith(ExitCode.Fine).Output.TrimEnd().Split('\n');
}
