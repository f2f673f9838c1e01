using Kit.Commands;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public sealed class ExplainCommandTests : IDisposable
{
    private const string Cell = "each::unsafe::pthread::uco::collect";

    private readonly TemporaryKit kit = new();

    [Fact]
    public void A_cell_is_explained_with_promise_source_reason_and_advice()
    {
        var output = Explain(Cell).Output;

        Assert.Contains("Promise: forbidden, by the rule never\n  The rule never in a sentence.\n  \"So it is written.\"\n", output);
        Assert.Contains("  https://example.org/doc (api documentation)\n", output);
        Assert.Contains("Why:\n  Because it is so.\n", output);
        Assert.Contains("Instead:\n  Do something else.\n", output);
        Assert.Contains("  thread   pthread: a fresh native thread, joined by the call\n", output);
        Assert.Contains($"To see it: ./run-conformance.sh cell {Cell}\n", output);
    }

    [Fact]
    public void A_rule_is_explained_with_what_it_speaks_of()
    {
        var output = Explain("never").Output;

        Assert.StartsWith("Promise: forbidden, by the rule never\n", output);
        Assert.Contains("Speaks of:\n  each::unsafe::*::*::*\n", output);
        Assert.Contains("Nothing was observed of it yet.\n", output);
    }

    [Fact]
    public void What_was_observed_is_told_from_known_files_and_reports()
    {
        kit.Write($"{Cell}  deadlocked x3, returned  https://example.org/1\n", "conformance", "known", "coreclr-10.0@linux-arm64.txt");
        ReportFolder.Of(kit.Reports, TheMatrix.Plain)
            .WriteRows([Few.Row(Cell, Promise.Forbidden, "deadlocked", "never")]);

        var output = Explain(Cell).Output;

        Assert.Contains(
            "Observed:\n  coreclr-10.0/linux-arm64\n    known: deadlocked x3, returned https://example.org/1\n" +
            "  coreclr-10.0/linux-x64\n    last run: deadlocked (inside): recorded\n",
            output);
        Assert.Contains("last run, forbidden: 1 deadlocked\n", Explain("never").Output);
    }

    [Fact]
    public void A_hole_says_why_it_is_one_and_no_command_runs_it()
    {
        var output = Explain("sort::marshalled::caller::uco::empty").Output;

        Assert.Contains("This cell is a hole of the matrix and is not run:\n  A hole for a test.\n", output);
        Assert.DoesNotContain("To see it", output);
    }

    [Fact]
    public void A_report_that_cannot_be_read_does_not_stop_the_explanation()
    {
        kit.Write("{\"format\":7}\n", "reports", "coreclr-10.0@linux-x64", "rows.jsonl");

        Assert.Contains("a row of format 7", Explain("never").Output);
    }

    [Fact]
    public void Each_environment_that_is_named_is_explained() => Assert.Equal(
        2,
        Explain(Cell, "--environment", "coreclr-10.0", "--environment", "coreclr-10.0+collecting").Lines
            .Count(l => l.StartsWith(Cell + " on ", StringComparison.Ordinal)));

    [Fact]
    public void A_library_has_behind_the_doors_of_an_environment_what_list_says_it_has()
    {
        var all = TheMatrix.WithRealWork.Axes; // the last of its libraries stands for the one that was named
        using var context = new KitContext(() => kit.Context.Installation, (_, environment, _) => environment.IsNativeAot ? all : new Axes(
            all.Libraries, all.Calls, all.Threads, all.Entries.Select(e => e.Name == "export" ? e with { Absent = "a JIT exports nothing" } : e),
            all.Bodies, all.Runtime));
        string[] where = ["--environment", "coreclr-10.0", "--environment", "nativeaot-10.0"];

        var explained = Said.By(ExplainCommand.Create(context), ["./libreal.so", .. where]).Output;

        var listed = Said.By(ListCommand.Create(context), ["real", .. where, "--library", "./libreal.so"]).Lines;
        foreach (var environment in (string[])["coreclr-10.0", "nativeaot-10.0"])
        {
            var cells = listed.Count(l => l.Contains(environment, StringComparison.Ordinal));
            Assert.Contains($"On {EnvironmentName.Parse(environment)} it has {Words.Count(cells, "cell")}.", explained);
        }

        Assert.Contains("::export::", listed.Single(l => l.StartsWith("real::safe::caller::export::empty ", StringComparison.Ordinal)));
        Assert.EndsWith("run real --library ./libreal.so --environment nativeaot-10.0\n", explained);
    }

    [Theory]
    [InlineData("each::unsafe::pthread::uco::colect", "nearest: each::unsafe::pthread::uco::collect")]
    [InlineData("nevr", "there is no rule 'nevr'; nearest: never")]
    [InlineData("each::unsafe", "it has 2 of 5 places")]
    [InlineData("each::*::pthread::uco::collect", "is a selector's; a key names one cell")]
    public void What_is_not_there_is_an_error_that_names_the_nearest(string subject, string help) =>
        Assert.Contains(help, Assert.Throws<InputException>(() => Explain(subject)).Message);

    [Fact]
    public void Nothing_to_explain_is_an_error_that_says_what_there_could_be() => Assert.Contains(
        "explain ./libmine.so", Assert.Throws<InputException>(() => Explain()).Message);

    [Theory]
    [InlineData(Cell)]
    [InlineData("never")]
    public void Json_of_a_cell_or_a_rule_is_to_be_had_from_list(string subject) => Assert.Contains(
        "list --rules --json", Assert.Throws<InputException>(() => Explain(subject, "--json")).Message);

    public void Dispose() => kit.Dispose();

    private Said Explain(params string[] arguments) => Said.By(ExplainCommand.Create(kit.Context), arguments);
}
