using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>Rows as the files that CI systems show as test results: JUnit XML and TRX. A cell is a test. It fails when it
/// violates its promise or is flaky; a fault of the kit's own is an error, and what is absent is skipped.</summary>
public static class Results
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>JUnit XML. It has no standard; this is what Jenkins' JUnit plug-in, GitLab and Azure read: a suite,
    /// cases with a class name, <c>failure</c>, <c>error</c> and <c>skipped</c>, times in seconds.</summary>
    /// <param name="run">Cells that it did not run have no case, and a property says how many.</param>
    public static string JUnit(EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts? run) => Text(new XElement(
        "testsuites",
        new XElement(
            "testsuite",
            new XAttribute("name", environment),
            new XAttribute("tests", rows.Count),
            new XAttribute("failures", rows.Count(r => Ending(r) == "failure")),
            new XAttribute("errors", rows.Count(r => Ending(r) == "error")),
            new XAttribute("skipped", rows.Count(r => Ending(r) == "skipped")),
            new XAttribute("time", Seconds(rows.Sum(Took))),
            run is null ? null : new XElement("properties", new XElement(
                "property", new XAttribute("name", "account"), new XAttribute("value", run.Ledger))),
            rows.Select(row => new XElement(
                "testcase",
                new XAttribute("classname", $"{environment}.{row.Rule}"),
                new XAttribute("name", row.Key),
                new XAttribute("time", Seconds(Took(row))),
                Ending(row) is { } ending
                    ? new XElement(ending, new XAttribute("message", Clean(Short(row))), ending == "skipped" ? null : Clean(Long(row, run)))
                    : new XElement("system-out", Clean(Short(row))))))));

    /// <summary>TRX, as <c>dotnet test</c> writes it and Azure and Visual Studio read it.</summary>
    /// <param name="run">One that did not run all its cells is aborted.</param>
    public static string VisualStudio(EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts? run)
    {
        var started = run?.Started ?? "1970-01-01T00:00:00Z";
        var tests = rows.Select(row => (Row: row, Test: Id($"{environment} {row.Key}"), Execution: Id($"run of {environment} {row.Key}"))).ToList();
        var failed = rows.Count(r => Ending(r) == "failure");
        var errors = rows.Count(r => Ending(r) == "error");
        var absent = rows.Count(r => Ending(r) == "skipped");
        const string List = "8c84fa94-04c1-424b-9868-57a2d4851a1d"; // "Results Not in a List": every TRX names it so
        return Text(new XElement(
            Trx + "TestRun",
            new XAttribute("id", Id($"{environment} {started}")),
            new XAttribute("name", environment),
            new XElement(
                Trx + "Times", new XAttribute("creation", started), new XAttribute("queuing", started),
                new XAttribute("start", started), new XAttribute("finish", started)),
            new XElement(Trx + "Results", tests.Select(t => new XElement(
                Trx + "UnitTestResult",
                new XAttribute("executionId", t.Execution),
                new XAttribute("testId", t.Test),
                new XAttribute("testName", t.Row.Key),
                new XAttribute("computerName", environment.Platform),
                new XAttribute("duration", TimeSpan.FromSeconds(Took(t.Row)).ToString(@"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture)),
                new XAttribute("outcome", Ending(t.Row) switch { null => "Passed", "skipped" => "NotExecuted", "error" => "Error", _ => "Failed" }),
                new XAttribute("testType", "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b"), // a unit test
                new XAttribute("testListId", List),
                new XElement(
                    Trx + "Output",
                    Ending(t.Row) is null or "skipped" ? new XElement(Trx + "StdOut", Clean(Short(t.Row))) : new XElement(
                        Trx + "ErrorInfo", new XElement(Trx + "Message", Clean(Short(t.Row))), new XElement(Trx + "StackTrace", Clean(Long(t.Row, run)))))))),
            new XElement(Trx + "TestDefinitions", tests.Select(t => new XElement(
                Trx + "UnitTest", new XAttribute("name", t.Row.Key), new XAttribute("id", t.Test), new XAttribute("storage", "kit"),
                new XElement(Trx + "Execution", new XAttribute("id", t.Execution)),
                new XElement(
                    Trx + "TestMethod", new XAttribute("codeBase", "kit"), new XAttribute("adapterTypeName", "executor://kit"),
                    new XAttribute("className", $"{environment}.{t.Row.Rule}"), new XAttribute("name", t.Row.Key))))),
            new XElement(Trx + "TestEntries", tests.Select(t => new XElement(
                Trx + "TestEntry", new XAttribute("testId", t.Test), new XAttribute("executionId", t.Execution), new XAttribute("testListId", List)))),
            new XElement(Trx + "TestLists", new XElement(Trx + "TestList", new XAttribute("name", "Results Not in a List"), new XAttribute("id", List))),
            new XElement(
                Trx + "ResultSummary", new XAttribute("outcome", failed + errors > 0 ? "Failed" : run is { Ledger.NotRunCells: > 0 } ? "Aborted" : "Completed"),
                new XElement(
                    Trx + "Counters", new XAttribute("total", rows.Count), new XAttribute("executed", rows.Count - absent),
                    new XAttribute("passed", rows.Count - absent - failed - errors), new XAttribute("failed", failed),
                    new XAttribute("error", errors), new XAttribute("notExecuted", absent)))));
    }

    private static string? Ending(Row row) => row.Verdict switch
    {
        Verdict.Violates or Verdict.Flaky => "failure",
        Verdict.Broken => "error",
        Verdict.Absent => "skipped",
        _ => null,
    };

    private static string Short(Row row) =>
        $"{row.Verdict.Word()}: {Observed.InWords(row)}, and {row.Rule} says {row.Promise.Word()}";

    private static string Long(Row row, RunFacts? run) => Observed.Words(row) is { Length: > 0 } words
        ? $"{words}\n{Reproduce.Of(run).Cell(row)}"
        : Reproduce.Of(run).Cell(row);

    private static double Took(Row row) => row.Outcomes.Sum(t => t.Count * t.Outcome.Seconds);

    private static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);

    // The same for the same name: rows render to the same bytes again and again.
    private static Guid Id(string name) => new(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    // What died can have said anything; XML does not take all of it.
    private static string Clean(string text) => string.Concat(text.EnumerateRunes() // half a surrogate pair comes as U+FFFD
        .Where(r => !r.IsBmp || XmlConvert.IsXmlChar((char)r.Value)).Select(r => r.ToString()));

    private static string Text(XElement root) => $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n".ReplaceLineEndings("\n");
}
