using System.Xml.Linq;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

/// <summary>Rows as test results and as a badge.</summary>
public sealed class ResultsTests
{
    private const string Key = "sort::safe::caller::uco::empty";

    private static readonly Row[] Rows =
    [
        Few.Row(Key, Promise.Defined, "returned"),
        Few.Row("sort::safe::pthread::uco::empty", Promise.Defined, "crashed:SIGSEGV"),
        Few.Row("sort::safe::worker::uco::empty", Promise.Defined, "crashed:SIGSEGV x2, returned"),
        Few.Row("sort::safe::fork::uco::empty", Promise.Unspecified, "crashed:SIGSEGV"),
        Few.Row("sort::safe::signal::uco::empty", Promise.Defined, "broken"),
        Few.Row("sort::safe::atexit::uco::empty", Promise.Defined, "absent"),
    ];

    private static readonly RunFacts Run = RunFacts.Begin(
        TheMatrix.Axes, TheMatrix.Plan(TheMatrix.Plain, "sort"), Machine.This, seed: 1, repeat: 1, DateTimeOffset.UnixEpoch);

    [Fact]
    public void In_JUnit_a_violation_fails_a_fault_of_the_kit_is_an_error_and_what_is_absent_is_skipped()
    {
        var suite = XDocument.Parse(Results.JUnit(TheMatrix.Plain, Rows, null)).Root!.Element("testsuite")!;

        Assert.Equal(("6", "2", "1", "1"), (
            suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value,
            suite.Attribute("skipped")!.Value));
        Assert.Equal(
            ["system-out", "failure", "failure", "system-out", "error", "skipped"],
            suite.Elements("testcase").Select(c => c.Elements().Single().Name.LocalName));
        Assert.Contains(
            "./run-conformance.sh cell sort::safe::pthread::uco::empty", suite.Elements("testcase").ElementAt(1).Value);
    }

    [Fact]
    public void In_TRX_the_counters_add_up_and_every_result_has_its_test()
    {
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        var run = XDocument.Parse(Results.VisualStudio(TheMatrix.Plain, Rows, null)).Root!;
        int Count(string name) => int.Parse(run.Descendants(ns + "Counters").Single().Attribute(name)!.Value);

        Assert.Equal(Count("total"), Count("passed") + Count("failed") + Count("error") + Count("notExecuted"));
        Assert.Equal((6, 2, 2, 1, 1), (Count("total"), Count("passed"), Count("failed"), Count("error"), Count("notExecuted")));
        Assert.Equal(
            run.Descendants(ns + "UnitTest").Select(t => t.Attribute("id")!.Value),
            run.Descendants(ns + "UnitTestResult").Select(t => t.Attribute("testId")!.Value));
        Assert.Equal(Rows.Length, run.Descendants(ns + "UnitTest").Select(t => t.Attribute("id")!.Value).Distinct().Count());
    }

    [Fact]
    public void What_XML_cannot_hold_does_not_spoil_the_file()
    {
        var row = Rows[1] with
        {
            Outcomes = [new Tally(new Outcome(OutcomeKind.Crashed, "SIGABRT", Message: "a <b> & \u0001\u001b[31m]]> \ud800"), 1)],
        };

        Assert.Contains("a <b> &", XDocument.Parse(Results.JUnit(TheMatrix.Plain, [row], null)).Descendants("failure").Single().Value);
        XDocument.Parse(Results.VisualStudio(TheMatrix.Plain, [row], null));
    }

    [Fact]
    public void The_command_names_the_build_that_the_run_was_of()
    {
        var environment = EnvironmentName.Parse("coreclr-11.0+private");
        var run = Run with { Build = new BuildFact(null, null, "--runtime /builds/tonight") };

        var junit = XDocument.Parse(Results.JUnit(environment, [Rows[1] with { Environment = environment }], run));

        Assert.EndsWith($"cell {Rows[1].Key} --runtime /builds/tonight", junit.Descendants("failure").Single().Value);
    }

    [Fact]
    public void What_is_no_ASCII_stays_as_it_was_said()
    {
        var row = Rows[1] with { Outcomes = [new Tally(new Outcome(OutcomeKind.Crashed, "SIGABRT", Message: "Größe 大 \U0001F525"), 1)] };

        Assert.StartsWith("Größe 大 \U0001F525\n", XDocument.Parse(Results.JUnit(TheMatrix.Plain, [row], null)).Descendants("failure").Single().Value);
    }

    [Fact]
    public void A_run_without_rows_and_one_that_was_stopped_are_whole_files_that_say_so()
    {
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        var stopped = Run with { Ledger = Ledger.Of(10, [], [], []) };

        var junit = XDocument.Parse(Results.JUnit(TheMatrix.Plain, [], stopped)).Root!.Element("testsuite")!;
        var trx = XDocument.Parse(Results.VisualStudio(TheMatrix.Plain, [], stopped));

        Assert.Equal("0", junit.Attribute("tests")!.Value);
        Assert.Equal("10 planned = 0 ran + 0 absent + 10 not run", junit.Descendants("property").Single().Attribute("value")!.Value);
        Assert.Equal("Aborted", trx.Descendants(ns + "ResultSummary").Single().Attribute("outcome")!.Value);
    }

    [Theory]
    [InlineData("returned", 0, "1 promise kept")]
    [InlineData("returned", 1200, "1 promise kept, 1,200 not run")]
    [InlineData("crashed:SIGSEGV", 0, "1 violated")]
    [InlineData("crashed:SIGSEGV, returned", 0, "1 flaky")]
    [InlineData("broken", 0, "1 broken")]
    [InlineData("absent", 0, "not run")]
    public void A_badge_says_the_worst_in_words(string outcomes, int notRun, string words)
    {
        var svg = XDocument.Parse(Badge.Svg(TheMatrix.Plain, [Few.Row(Key, Promise.Defined, outcomes)], notRun));

        Assert.EndsWith($": {words}", svg.Root!.Attribute("aria-label")!.Value);
        Assert.DoesNotContain("href", svg.ToString());
    }

    [Fact]
    public void A_badge_counts_no_promise_as_kept_that_is_known_not_to_be()
    {
        var known = Few.Row(Key, Promise.Defined, "crashed:SIGSEGV") with { Verdict = Verdict.Known };

        Assert.Contains(": nothing promised", Badge.Svg(TheMatrix.Plain, [Few.Row(Key, Promise.Unspecified, "returned")]));
        Assert.Contains(": 1 promise kept", Badge.Svg(TheMatrix.Plain, [known, Rows[0]]));
    }
}
